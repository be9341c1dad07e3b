package dev.millrace.receiver.sim;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.receiver.ReceiverKeys;
import dev.millrace.receiver.ReceiverSettings;
import java.time.Duration;

/** Settings for tests: the defaults, and some changed. */
public final class Settings {

  private Settings() {}

  public static ReceiverSettings defaults() {
    return ReceiverSettings.from(new MillraceConf());
  }

  public static ReceiverSettings logged() {
    return ReceiverSettings.from(new MillraceConf().set(ReceiverKeys.LOG_ENABLED.name(), "true"));
  }

  public static ReceiverSettings queueOf(int blocks) {
    return ReceiverSettings.from(
        new MillraceConf().set(ReceiverKeys.BLOCK_QUEUE_SIZE.name(), Integer.toString(blocks)));
  }

  public static ReceiverSettings rateOf(double recordsPerSecond) {
    return ReceiverSettings.from(
        new MillraceConf().set(ReceiverKeys.MAX_RATE.name(), Double.toString(recordsPerSecond)));
  }

  public static ReceiverSettings blocksOf(int bytes) {
    ReceiverSettings defaults = defaults();
    return new ReceiverSettings(
        defaults.blockInterval(),
        defaults.blockQueueSize(),
        bytes,
        defaults.maxRate(),
        defaults.initialRate(),
        defaults.restartDelay(),
        defaults.logEnabled(),
        defaults.blockStoreTimeout(),
        bytes);
  }

  public static ReceiverSettings lineBytes(int bytes) {
    return ReceiverSettings.from(
        new MillraceConf().set(ReceiverKeys.MAX_LINE_BYTES.name(), Integer.toString(bytes)));
  }

  public static final Duration BLOCK_INTERVAL = Duration.ofMillis(200);
}
