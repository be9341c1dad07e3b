package dev.millrace.streaming.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BlockPartitionsTest {

  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;

  @Test
  void noBlocksAreNoPartitions() {
    assertEquals(List.of(), sizes(BlockPartitions.of(List.of(), 2)));
  }

  @Test
  void tinyBlocksShareOnePartition() {
    assertEquals(List.of(3), sizes(BlockPartitions.of(blocks(100, 200, 300), 4)));
  }

  @Test
  void smallBlocksBecomeAsManyPartitionsAsTasksRunAtOnce() {
    long[] sizes = new long[20];
    Arrays.fill(sizes, 50L * KIB);
    assertEquals(List.of(10, 10), sizes(BlockPartitions.of(blocks(sizes), 2)));
  }

  @Test
  void largeBlocksHaveAPartitionEach() {
    assertEquals(
        List.of(1, 1, 1), sizes(BlockPartitions.of(blocks(8L * MIB, 8L * MIB, 8L * MIB), 1)));
  }

  @Test
  void blocksKeepTheirOrder() {
    List<ReceivedBlockInfo> blocks = blocks(10, 8L * MIB, 20, 30);
    List<ReceivedBlockInfo> inOrder = new ArrayList<>();
    BlockPartitions.of(blocks, 2).forEach(inOrder::addAll);
    assertEquals(blocks, inOrder);
  }

  @Test
  void blocksOnDifferentExecutorsDoNotShare() {
    List<ReceivedBlockInfo> blocks =
        List.of(block(0, 10, "0"), block(1, 10, "1"), block(2, 10, "1"));
    assertEquals(List.of(1, 2), sizes(BlockPartitions.of(blocks, 2)));
  }

  private static List<Integer> sizes(List<List<ReceivedBlockInfo>> partitions) {
    return partitions.stream().map(List::size).toList();
  }

  private static List<ReceivedBlockInfo> blocks(long... sizes) {
    List<ReceivedBlockInfo> blocks = new ArrayList<>();
    for (long size : sizes) {
      blocks.add(block(blocks.size(), size, "0"));
    }
    return blocks;
  }

  private static ReceivedBlockInfo block(long sequence, long size, String executor) {
    return new ReceivedBlockInfo(
        new BlockId(0, 1, sequence), 1, size, List.of(executor), Optional.empty());
  }
}
