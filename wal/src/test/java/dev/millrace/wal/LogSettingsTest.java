package dev.millrace.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LogSettingsTest {
  private static final LogSettings DEFAULTS = LogSettings.in("log", "driver");

  @Test
  void hasDefaultsThatSync() {
    assertEquals(SyncMode.SYNC, DEFAULTS.sync());
    assertEquals(64 << 20, DEFAULTS.segmentBytesMax());
  }

  @Test
  void refusesEachWrongValueByName() {
    refuses("role", () -> LogSettings.in("log", ""));
    refuses("role", () -> LogSettings.in("log", "a role of 17 byte"));
    refuses("role", () -> LogSettings.in("log", "a\0b"));
    refuses("directory", () -> LogSettings.in("/log", "driver"));
    refuses("directory", () -> LogSettings.in("log/", "driver"));
    refuses("segmentBytesMax", () -> DEFAULTS.withSegmentBytesMax(1023));
    refuses("recordBytesMax", () -> DEFAULTS.withRecordBytesMax(0));
    refuses("recordBytesMax", () -> DEFAULTS.withRecordBytesMax(Integer.MAX_VALUE));
    refuses("queueBytesMax", () -> DEFAULTS.withQueueBytesMax(DEFAULTS.recordBytesMax() - 1L));
    refuses(
        "retryBackoffInitial",
        () -> DEFAULTS.withRetryBackoff(Duration.ZERO, Duration.ofSeconds(1)));
    refuses(
        "retryBackoffMax",
        () -> DEFAULTS.withRetryBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)));
  }

  @Test
  void changesOneValueAtATime() {
    for (LogSettings changed :
        List.of(
            DEFAULTS.withSegmentBytesMax(4096),
            DEFAULTS.withRecordBytesMax(4096),
            DEFAULTS.withQueueBytesMax(1L << 40),
            DEFAULTS.withSync(SyncMode.NONE),
            DEFAULTS.withRetryBackoff(Duration.ofSeconds(1), Duration.ofSeconds(2)),
            DEFAULTS.withSchemaHash(7))) {
      LogSettings back =
          changed
              .withSegmentBytesMax(DEFAULTS.segmentBytesMax())
              .withRecordBytesMax(DEFAULTS.recordBytesMax())
              .withQueueBytesMax(DEFAULTS.queueBytesMax())
              .withSync(DEFAULTS.sync())
              .withRetryBackoff(DEFAULTS.retryBackoffInitial(), DEFAULTS.retryBackoffMax())
              .withSchemaHash(DEFAULTS.schemaHash());
      assertTrue(!changed.equals(DEFAULTS) && back.equals(DEFAULTS), changed::toString);
    }
  }

  private static void refuses(String name, Executable settings) {
    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, settings);
    assertTrue(refused.getMessage().startsWith(name + " must"), refused::getMessage);
  }
}
