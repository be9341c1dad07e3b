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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

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
    try {
      for (int number = 0; number < executors; number++) {
        MemoryBoundBlockStore blocks =
            new MemoryBoundBlockStore(
                Integer.toString(number),
                64 << 20,
                Files.createTempDirectory("millrace-test").resolve("blocks"),
                codec);
        ports.add(new ExecutorPorts(1, Runnable::run, blocks, blocks::close, () -> {}));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
