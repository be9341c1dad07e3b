package dev.millrace.rdd.contract;

import dev.millrace.rdd.Engine;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.block.MemoryBoundBlockStore;
import dev.millrace.rdd.codec.KryoRecordCodec;
import dev.millrace.rdd.host.LocalEngineProvider;
import dev.millrace.rdd.local.ExecutorPorts;
import dev.millrace.rdd.local.LocalEngine;
import dev.millrace.rdd.local.LocalEngineSettings;
import dev.millrace.rdd.local.TaskThread;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Opens the engines that the contract is checked on. */
final class LocalEngines {

  private LocalEngines() {}

  static Engine threaded(String master, MillraceConf settings) {
    return new LocalEngineProvider().open(settings.copy().setMaster(master));
  }

  /** Executors with one slot that run everything on the calling thread. */
  static LocalEngine inline(int executors, MillraceConf settings) {
    RecordCodec<Object> codec = new KryoRecordCodec<>(List.of());
    List<ExecutorPorts> ports = new ArrayList<>();
    for (int number = 0; number < executors; number++) {
      // Made when the first block is spilled and deleted at the close, so most tests leave no
      // trace.
      Path spill =
          Path.of(System.getProperty("java.io.tmpdir"), "millrace-test-" + UUID.randomUUID());
      MemoryBoundBlockStore blocks =
          new MemoryBoundBlockStore(Integer.toString(number), 64 << 20, spill, codec);
      ports.add(new ExecutorPorts(1, Runnable::run, blocks, blocks::close, () -> {}));
    }
    return new LocalEngine(LocalEngineSettings.of(settings), ports, codec, OneThread::new);
  }

  /** The one thread there is, which has nobody who could interrupt it. */
  private record OneThread() implements TaskThread {
    @Override
    public void interrupt() {}

    @Override
    public void clearInterrupt() {}
  }
}
