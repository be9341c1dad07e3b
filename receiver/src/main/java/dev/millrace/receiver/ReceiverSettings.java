package dev.millrace.receiver;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.StorageLevel;
import java.time.Duration;

/**
 * How receivers of a program work. <em>Immutable.</em>
 *
 * @param blockInterval age of a block's first record at which the block is sealed
 * @param blockQueueSize sealed blocks of a receiver that may wait for storage or acknowledgement
 * @param blockBytesMax bytes at which a block is sealed
 * @param maxRate most records per second that a receiver takes; {@link Double#MAX_VALUE} for no
 *     limit
 * @param initialRate records per second until the driver sends another limit
 * @param restartDelay wait before a receiver is started again, for the first time
 * @param logEnabled whether blocks are also written to the executor's data log
 * @param blockStoreTimeout wait for one attempt at storing a block
 * @param maxLineBytes longest line that socket streams take
 */
public record ReceiverSettings(
    Duration blockInterval,
    int blockQueueSize,
    int blockBytesMax,
    double maxRate,
    double initialRate,
    Duration restartDelay,
    boolean logEnabled,
    Duration blockStoreTimeout,
    int maxLineBytes) {

  /** The most bytes that a block may have. */
  public static final int BLOCK_BYTES_MAX = BlockEncoder.SIZE_BYTES_MAX;

  /**
   * Bytes at which a block is sealed, unless lines may be longer. A receiver holds about six times
   * as much at most besides what the block store has: the open block with its spare room, a copy at
   * its sealing, and three blocks that wait for storage. So a fast source fits into a small heap.
   */
  private static final int SEALED_AT_BYTES = 8 << 20;

  public ReceiverSettings {
    requirePositive("blockInterval", blockInterval);
    requirePositive("blockStoreTimeout", blockStoreTimeout);
    if (restartDelay.isNegative()) {
      throw new IllegalArgumentException("restartDelay must not be negative: " + restartDelay);
    }
    requirePositive("blockQueueSize", blockQueueSize);
    requirePositive("blockBytesMax", blockBytesMax);
    if (blockBytesMax > BLOCK_BYTES_MAX) {
      throw new IllegalArgumentException(
          "blockBytesMax must be at most " + BLOCK_BYTES_MAX + ": " + blockBytesMax);
    }
    requirePositive("maxRate", maxRate);
    requirePositive("initialRate", initialRate);
    requirePositive("maxLineBytes", maxLineBytes);
    if (maxLineBytes > blockBytesMax) {
      throw new IllegalArgumentException(
          "maxLineBytes must be at most blockBytesMax, a line is never split: "
              + maxLineBytes
              + " > "
              + blockBytesMax);
    }
  }

  /** The settings of a configuration. */
  public static ReceiverSettings from(MillraceConf conf) {
    double maxRate = conf.get(ReceiverKeys.MAX_RATE);
    int maxLineBytes = conf.get(ReceiverKeys.MAX_LINE_BYTES);
    return new ReceiverSettings(
        conf.get(ReceiverKeys.BLOCK_INTERVAL),
        conf.get(ReceiverKeys.BLOCK_QUEUE_SIZE),
        Math.max(SEALED_AT_BYTES, maxLineBytes),
        maxRate,
        Math.min(maxRate, conf.get(ReceiverKeys.INITIAL_RATE).orElse(maxRate)),
        conf.get(ReceiverKeys.RESTART_DELAY),
        conf.get(ReceiverKeys.LOG_ENABLED),
        conf.get(ReceiverKeys.BLOCK_STORE_TIMEOUT),
        maxLineBytes);
  }

  /**
   * The level of a socket stream whose program names none: with the log on one serialised copy,
   * else two, for the log is the second copy.
   */
  public StorageLevel defaultSocketLevel() {
    return logEnabled ? StorageLevel.MEMORY_AND_DISK_SER() : StorageLevel.MEMORY_AND_DISK_SER_2();
  }

  private static void requirePositive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }

  private static void requirePositive(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }
}
