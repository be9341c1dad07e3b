package dev.millrace.streaming.graph;

import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.SourceBlock;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.store.LogBlockFallback;
import java.util.List;
import java.util.Optional;

/**
 * The records of a receiver stream: the blocks that were allocated to the batch. A batch without
 * blocks has no partitions, so it costs no task. <em>Immutable.</em>
 *
 * @param streamId the input stream
 * @param codec how records lie in the bytes of its blocks
 */
public record ReceivedInput<T>(int streamId, RecordCodec<T> codec) implements Computation<T> {

  @Override
  public Optional<Rdd<T>> compute(BatchContext batch) {
    List<ReceivedBlockInfo> blocks = batch.blocksOf(streamId);
    if (blocks.isEmpty()) {
      return Optional.of(batch.rddContext().emptyRdd());
    }
    List<List<SourceBlock>> partitions =
        BlockPartitions.of(blocks, batch.rddContext().defaultParallelism()).stream()
            .map(partition -> partition.stream().map(ReceivedInput::source).toList())
            .toList();
    return Optional.of(batch.rddContext().blockRdd(partitions, codec));
  }

  private static SourceBlock source(ReceivedBlockInfo block) {
    return new SourceBlock(
        block.id(), block.recordCount(), block.executors(), LogBlockFallback.of(block));
  }
}
