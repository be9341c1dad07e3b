package dev.millrace.streaming.graph;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.block.MemoryBoundBlockStore;
import dev.millrace.rdd.codec.KryoRecordCodec;
import dev.millrace.rdd.local.ExecutorPorts;
import dev.millrace.rdd.local.LocalEngine;
import dev.millrace.rdd.local.LocalEngineSettings;
import dev.millrace.rdd.local.TaskThread;
import java.nio.file.Path;
import java.util.List;

/** Contexts whose tasks run on the calling thread, one after the other. */
public final class InlineRdds {

  private static final long MEMORY_BYTES = 64 << 20;

  private static final TaskThread UNINTERRUPTED =
      new TaskThread() {
        @Override
        public void interrupt() {
          throw new IllegalStateException("nothing interrupts the only thread");
        }

        @Override
        public void clearInterrupt() {}
      };

  private InlineRdds() {}

  /** A context with one executor that has two slots, both of them the calling thread. */
  public static RddContext open() {
    return open(blocks());
  }

  /** A store for the executor of a context. */
  public static MemoryBoundBlockStore blocks() {
    return new MemoryBoundBlockStore(
        "0", MEMORY_BYTES, Path.of("never-spilled"), new KryoRecordCodec<>(List.of()));
  }

  /** {@link #open()}, over a store that the test looks into. */
  public static RddContext open(MemoryBoundBlockStore blocks) {
    KryoRecordCodec<Object> codec = new KryoRecordCodec<>(List.of());
    ExecutorPorts executor = new ExecutorPorts(2, Runnable::run, blocks, () -> {}, () -> {});
    return new RddContext(
        new MillraceConf().setMaster("inline").setAppName("inline"),
        new LocalEngine(
            new LocalEngineSettings(1, false), List.of(executor), codec, () -> UNINTERRUPTED));
  }

  /** How many RDDs a graph remembers. */
  public static int remembered(DStreamGraph graph) {
    return graph.rememberedRddCount();
  }
}
