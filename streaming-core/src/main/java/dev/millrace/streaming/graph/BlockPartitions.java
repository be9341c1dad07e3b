package dev.millrace.streaming.graph;

import dev.millrace.receiver.ReceivedBlockInfo;
import java.util.ArrayList;
import java.util.List;

/**
 * Spreads a batch's blocks over partitions: a block has a partition of its own unless it is small;
 * small neighbours that lie on the same executors share one, so that many tiny blocks do not become
 * many tiny tasks, and about as many partitions remain as tasks can run at once.
 */
final class BlockPartitions {

  /** A partition below this size is not worth a task of its own. */
  private static final long SHARED_BYTES_LEAST = 32 << 10;

  /** Blocks above this size gain nothing from sharing a task. */
  private static final long SHARED_BYTES_MOST = 4 << 20;

  private BlockPartitions() {}

  /**
   * The blocks of each partition, in their order.
   *
   * @param parallelism how many tasks can run at once
   */
  static List<List<ReceivedBlockInfo>> of(List<ReceivedBlockInfo> blocks, int parallelism) {
    long total = blocks.stream().mapToLong(ReceivedBlockInfo::sizeBytes).sum();
    long share = (total + parallelism - 1) / parallelism;
    long bound = Math.min(SHARED_BYTES_MOST, Math.max(SHARED_BYTES_LEAST, share));
    List<List<ReceivedBlockInfo>> partitions = new ArrayList<>();
    List<ReceivedBlockInfo> current = List.of();
    long currentBytes = 0;
    for (ReceivedBlockInfo block : blocks) {
      boolean fits =
          !current.isEmpty()
              && currentBytes + block.sizeBytes() <= bound
              && current.get(0).executors().equals(block.executors());
      if (!fits) {
        current = new ArrayList<>();
        currentBytes = 0;
        partitions.add(current);
      }
      current.add(block);
      currentBytes += block.sizeBytes();
    }
    return partitions;
  }
}
