package dev.millrace.rdd.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.Lineage;
import dev.millrace.rdd.Lineage.Parallelize;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.block.MemoryBoundBlockStore;
import dev.millrace.rdd.codec.KryoRecordCodec;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class KeptPartitionsTest {

  private static final List<Integer> RECORDS = IntStream.range(0, 100).boxed().toList();

  private final BorrowingCodec codec = new BorrowingCodec();
  private final MemoryBoundBlockStore blocks =
      new MemoryBoundBlockStore("0", 1 << 20, Path.of("never-made"), codec);
  private final ExecutorPool executors =
      new ExecutorPool(List.of(new ExecutorPorts(1, Runnable::run, blocks, () -> {}, () -> {})));
  private final KeptPartitions kept = new KeptPartitions(executors, codec);

  private static Lineage<Integer> node(int id) {
    return new Parallelize<>(id, RECORDS, 1);
  }

  private void read(Lineage<Integer> node, Runnable whileComputed) {
    Iterator<Integer> records =
        kept.read(
            executors.all().get(0),
            node,
            0,
            () -> {
              whileComputed.run();
              return RECORDS.iterator();
            });
    assertEquals(0, records.next());
  }

  @Test
  void keepsNothingThatIsForgottenWhileItIsComputed() {
    Lineage<Integer> node = node(1);
    kept.persist(node, StorageLevel.MEMORY_ONLY());
    read(node, () -> kept.unpersist(node));
    assertEquals(0, blocks.stats().blocks());
  }

  @Test
  void forgetsWhatNobodyCanReadAnyMore() {
    Lineage<Integer> held = node(1);
    kept.persist(held, StorageLevel.MEMORY_ONLY());
    read(held, () -> {});
    Lineage<Integer> dropped = node(2);
    kept.persist(dropped, StorageLevel.MEMORY_ONLY());
    read(dropped, () -> {});
    dropped = null;
    await()
        .until(
            () -> {
              System.gc();
              kept.freeForgotten();
              return blocks.stats().blocks() == 1;
            });
    assertTrue(kept.isComplete(held));
  }

  @Test
  void finishesTheEncodersThatOnlyMeasure() {
    Lineage<Integer> node = node(1);
    kept.persist(node, StorageLevel.MEMORY_ONLY());
    read(node, () -> {});
    assertEquals(0, codec.borrowed);
  }

  @Test
  void finishesTheEncodersOfRecordsThatCannotBeEncoded() {
    Lineage<Thread> threads = new Parallelize<>(1, List.of(new Thread()), 1);
    kept.persist(threads, StorageLevel.MEMORY_ONLY());
    kept.read(executors.all().get(0), threads, 0, () -> List.of(new Thread()).iterator());
    assertEquals(0, codec.borrowed);
  }

  /** Its encoders hold something from their first record until they finish. */
  private static final class BorrowingCodec implements RecordCodec<Object> {
    private static final long serialVersionUID = 1L;
    private final KryoRecordCodec<Object> real = new KryoRecordCodec<>(List.of());
    private int borrowed;

    @Override
    public BlockEncoder<Object> newEncoder() {
      BlockEncoder<Object> encoder = real.newEncoder();
      return new BlockEncoder<>() {
        private boolean borrows;

        @Override
        public void add(Object record) {
          borrowed += borrows ? 0 : 1;
          borrows = true;
          encoder.add(record);
        }

        @Override
        public int recordCount() {
          return encoder.recordCount();
        }

        @Override
        public int sizeBytes() {
          return encoder.sizeBytes();
        }

        @Override
        public ByteBuffer finish() {
          borrowed -= borrows ? 1 : 0;
          borrows = false;
          return encoder.finish();
        }
      };
    }

    @Override
    public Iterator<Object> decode(ByteBuffer bytes) {
      return real.decode(bytes);
    }
  }
}
