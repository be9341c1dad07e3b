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
    KryoRecordCodec<Object> codec = new KryoRecordCodec<>(List.of());
    ExecutorPorts executor =
        new ExecutorPorts(
            2,
            Runnable::run,
            new MemoryBoundBlockStore("0", MEMORY_BYTES, Path.of("never-spilled"), codec),
            () -> {},
            () -> {});
    return new RddContext(
        new MillraceConf().setMaster("inline").setAppName("inline"),
        new LocalEngine(
            new LocalEngineSettings(1, false), List.of(executor), codec, () -> UNINTERRUPTED));
  }
}
