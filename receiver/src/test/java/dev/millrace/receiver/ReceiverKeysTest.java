package dev.millrace.receiver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.ConfigKey;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.StorageLevel;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReceiverKeysTest {

  private static ReceiverSettings with(ConfigKey<?> key, String value) {
    return ReceiverSettings.from(new MillraceConf().set(key.name(), value));
  }

  private static void refuses(ConfigKey<?> key, String value) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> with(key, value));
    assertTrue(refusal.getMessage().contains(key.name()), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(value), refusal.getMessage());
  }

  @Test
  void hasTheDefaultsThatUsersKnow() {
    ReceiverSettings settings = ReceiverSettings.from(new MillraceConf());
    assertEquals(Duration.ofMillis(200), settings.blockInterval());
    assertEquals(10, settings.blockQueueSize());
    assertEquals(Duration.ofSeconds(2), settings.restartDelay());
    assertEquals(Duration.ofSeconds(30), settings.blockStoreTimeout());
    assertEquals(1 << 20, settings.maxLineBytes());
    assertEquals((double) Long.MAX_VALUE, settings.maxRate());
    assertEquals((double) Long.MAX_VALUE, settings.initialRate());
    assertFalse(settings.logEnabled());
  }

  @Test
  void parsesEveryDefault() {
    for (ConfigKey<?> key : ReceiverKeys.all()) {
      new MillraceConf().get(key);
      assertTrue(key.name().startsWith("millrace.streaming."), key.name());
      assertTrue(key.meaning().endsWith("."), key.meaning());
    }
  }

  @Test
  void readsDurationsWithAndWithoutUnits() {
    assertEquals(Duration.ofMillis(50), with(ReceiverKeys.BLOCK_INTERVAL, "50").blockInterval());
    assertEquals(Duration.ofSeconds(3), with(ReceiverKeys.BLOCK_INTERVAL, " 3 S ").blockInterval());
    assertEquals(
        Duration.ofSeconds(5), with(ReceiverKeys.BLOCK_STORE_TIMEOUT, "5").blockStoreTimeout());
    assertEquals(Duration.ofMinutes(1), with(ReceiverKeys.RESTART_DELAY, "1min").restartDelay());
    assertEquals(Duration.ZERO, with(ReceiverKeys.RESTART_DELAY, "0").restartDelay());
  }

  @Test
  void refusesValuesThatMakeNoSense() {
    refuses(ReceiverKeys.BLOCK_INTERVAL, "0");
    refuses(ReceiverKeys.BLOCK_INTERVAL, "-5ms");
    refuses(ReceiverKeys.BLOCK_INTERVAL, "5 parsecs");
    refuses(ReceiverKeys.BLOCK_INTERVAL, "8761h");
    refuses(ReceiverKeys.RESTART_DELAY, "999999999999999h");
    refuses(ReceiverKeys.BLOCK_STORE_TIMEOUT, "999999999999999ms");
    refuses(ReceiverKeys.BLOCK_QUEUE_SIZE, "0");
    refuses(ReceiverKeys.BLOCK_QUEUE_SIZE, "many");
    refuses(ReceiverKeys.MAX_RATE, "0");
    refuses(ReceiverKeys.MAX_RATE, "NaN");
    refuses(ReceiverKeys.INITIAL_RATE, "-1");
    refuses(ReceiverKeys.LOG_ENABLED, "yes");
    refuses(ReceiverKeys.MAX_LINE_BYTES, "0");
    refuses(ReceiverKeys.MAX_LINE_BYTES, Long.toString(1L << 40));
  }

  @Test
  void sealsBlocksBeforeTheyFillASmallHeap() {
    int open = ReceiverSettings.from(new MillraceConf()).blockBytesMax();
    int heldBesideTheStore = 6 * open;
    assertTrue(heldBesideTheStore <= 64 << 20, open + " bytes");
  }

  @Test
  void leavesRoomInABlockForTheLongestLine() {
    assertEquals(20_000_000, with(ReceiverKeys.MAX_LINE_BYTES, "20000000").blockBytesMax());
  }

  @Test
  void startsAtTheLowerOfInitialAndMaximumRate() {
    MillraceConf conf =
        new MillraceConf()
            .set(ReceiverKeys.MAX_RATE.name(), "100")
            .set(ReceiverKeys.INITIAL_RATE.name(), "500");
    assertEquals(100, ReceiverSettings.from(conf).initialRate());
    assertEquals(50, with(ReceiverKeys.INITIAL_RATE, "50").initialRate());
  }

  @Test
  void keepsOneSerialisedCopyOfSocketStreamsWhenTheLogIsOn() {
    assertEquals(
        StorageLevel.MEMORY_AND_DISK_SER(),
        with(ReceiverKeys.LOG_ENABLED, "true").defaultSocketLevel());
    assertEquals(
        StorageLevel.MEMORY_AND_DISK_SER_2(),
        with(ReceiverKeys.LOG_ENABLED, "false").defaultSocketLevel());
  }
}
