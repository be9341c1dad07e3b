package dev.millrace.streaming;

import dev.millrace.rdd.ConfigKey;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.RddKeys;
import dev.millrace.rdd.codec.KryoRecordCodec;
import dev.millrace.receiver.ReceiverKeys;
import dev.millrace.scheduler.DurationText;
import dev.millrace.scheduler.SchedulerKeys;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The configuration keys that a streaming context itself reads, and those that it refuses. */
public final class StreamingKeys {

  private static final String PREFIX = "millrace.streaming.";

  /** The checkpoint directory of programs that do not call {@code checkpoint(directory)}. */
  public static final ConfigKey<Optional<String>> CHECKPOINT_DIRECTORY =
      new ConfigKey<>(
          PREFIX + "checkpoint.directory",
          "",
          text -> text.isBlank() ? Optional.empty() : Optional.of(text.strip()),
          "Where the driver log and the data logs lie; checkpoint(directory) overrides it");

  /** Whether {@code stop()} also stops the RDD context. */
  public static final ConfigKey<Boolean> STOP_RDD_CONTEXT =
      new ConfigKey<>(
          PREFIX + "stopSparkContextByDefault",
          "true",
          StreamingKeys::trueOrFalse,
          "Whether stop() without arguments stops the RddContext, too");

  /** Listeners that are added without a line of code. */
  public static final ConfigKey<List<String>> EXTRA_LISTENERS =
      new ConfigKey<>(
          PREFIX + "extraListeners",
          "",
          text ->
              Arrays.stream(text.split(","))
                  .map(String::strip)
                  .filter(StreamingKeys::isSet)
                  .toList(),
          "Comma-separated names of StreamingListener classes with a constructor that takes a"
              + " MillraceConf or nothing");

  /** How long files are remembered. */
  public static final ConfigKey<Duration> FILE_REMEMBER =
      new ConfigKey<>(
          PREFIX + "fileStream.minRememberDuration",
          "60s",
          StreamingKeys::seconds,
          "How far before a batch a file may have been modified to be found by a file stream, at"
              + " least; rounded up to whole batches");

  /** The name that {@link #FILE_REMEMBER} had once; goes before it. */
  public static final ConfigKey<Optional<Duration>> FILE_REMEMBER_OLD_NAME =
      new ConfigKey<>(
          PREFIX + "minRememberDuration",
          "",
          text -> text.isBlank() ? Optional.empty() : Optional.of(seconds(text)),
          "The older name of fileStream.minRememberDuration");

  private static final String OWN_LOG =
      "the log is built in; the checkpoint directory decides on which file system it lies";
  private static final String BY_SIZE = "log segments end at a size, not at a time";
  private static final String NO_GIVING_UP =
      "a failed write goes to a new segment until it succeeds, and the source is held back"
          + " meanwhile";
  private static final String SYNCED = "every write is synced before it is acknowledged";
  private static final String GROUPED =
      "writes that wait are always committed together and none is delayed for it";
  private static final String VIRTUAL_TIME =
      "the clock is chosen by tests, through the test kit, and never by configuration";
  private static final String FIXED_EXECUTORS =
      "the number of executors is fixed by millrace.master, local-cluster[executors,threads,MiB]"
          + " for one";
  private static final String NO_SESSIONS = "keyed state is kept as deltas with snapshots";
  private static final String NOT_YET = "this version has no ";

  private static final List<ConfigKey<?>> CODEC = List.of(KryoRecordCodec.ALLOW);

  private StreamingKeys() {}

  /**
   * Checks a program's configuration.
   *
   * @throws IllegalArgumentException for a {@code millrace.} key that is unknown or refused, or a
   *     value that breaks its key's rule
   */
  static void check(MillraceConf conf) {
    List<ConfigKey<?>> known =
        Stream.of(all(), SchedulerKeys.all(), ReceiverKeys.all(), RddKeys.all(), CODEC)
            .flatMap(List::stream)
            .toList();
    MillraceConf.check(conf, known, refused());
  }

  /** All keys of this class. */
  public static List<ConfigKey<?>> all() {
    return List.of(
        CHECKPOINT_DIRECTORY,
        STOP_RDD_CONTEXT,
        EXTRA_LISTENERS,
        FILE_REMEMBER,
        FILE_REMEMBER_OLD_NAME);
  }

  private static Map<String, String> refused() {
    Map<String, String> refused = new LinkedHashMap<>();
    refuse(refused, VIRTUAL_TIME, "clock", "manualClock.jump");
    for (String log : List.of("receiver.writeAheadLog.", "driver.writeAheadLog.")) {
      refuse(refused, OWN_LOG, log + "class");
      refuse(refused, BY_SIZE, log + "rollingIntervalSecs");
      refuse(refused, NO_GIVING_UP, log + "maxFailures");
      refuse(refused, SYNCED, log + "closeFileAfterWrite");
    }
    refuse(
        refused,
        GROUPED,
        "driver.writeAheadLog.allowBatching",
        "driver.writeAheadLog.batchingTimeout");
    refuse(
        refused,
        FIXED_EXECUTORS,
        "dynamicAllocation.enabled",
        "dynamicAllocation.testing",
        "dynamicAllocation.minExecutors",
        "dynamicAllocation.maxExecutors",
        "dynamicAllocation.scalingInterval",
        "dynamicAllocation.scalingUpRatio",
        "dynamicAllocation.scalingDownRatio");
    refuse(refused, NO_SESSIONS, "sessionByKey.deltaChainThreshold");
    refuse(refused, NOT_YET + "user interface", "ui.retainedBatches");
    refuse(
        refused,
        NOT_YET + "Kafka streams",
        "kafka.maxRatePerPartition",
        "kafka.minRatePerPartition",
        "kafka.allowNonConsecutiveOffsets",
        "kafka.consumer.cache.enabled",
        "kafka.consumer.cache.initialCapacity",
        "kafka.consumer.cache.maxCapacity",
        "kafka.consumer.cache.loadFactor",
        "kafka.consumer.poll.ms");
    return refused;
  }

  private static void refuse(Map<String, String> refused, String reason, String... names) {
    for (String name : names) {
      refused.put(PREFIX + name, reason);
    }
  }

  /** A bare number is seconds. */
  private static Duration seconds(String text) {
    String trimmed = text.strip();
    boolean bare = trimmed.chars().allMatch(Character::isDigit);
    return DurationText.parse(bare ? trimmed + "s" : trimmed);
  }

  private static boolean isSet(String text) {
    return !text.isEmpty();
  }

  private static boolean trueOrFalse(String text) {
    return switch (text.strip()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }
}
