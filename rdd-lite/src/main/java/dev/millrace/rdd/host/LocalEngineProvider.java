package dev.millrace.rdd.host;

import dev.millrace.rdd.Engine;
import dev.millrace.rdd.EngineProvider;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.RddKeys;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.block.MemoryBoundBlockStore;
import dev.millrace.rdd.codec.KryoRecordCodec;
import dev.millrace.rdd.local.ExecutorPorts;
import dev.millrace.rdd.local.LocalEngine;
import dev.millrace.rdd.local.LocalEngineSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Opens local engines, for the masters {@code local}, {@code local[threads]}, {@code local[*]} and
 * {@code local-cluster[executors,threads,MiB]}. <em>Immutable.</em>
 */
public final class LocalEngineProvider implements EngineProvider {

  /**
   * The part of the largest heap that the blocks of {@code local}'s one executor may take unless a
   * setting says.
   */
  private static final double BLOCK_MEMORY_SHARE = 0.4;

  /** How long the close of an engine waits for tasks that ignore their interruption. */
  private static final Duration TASK_PATIENCE = Duration.ofSeconds(5);

  /** For {@link java.util.ServiceLoader}. */
  public LocalEngineProvider() {}

  @Override
  public boolean accepts(String master) {
    return LocalMaster.parse(master, 1).isPresent();
  }

  @Override
  public Engine open(MillraceConf conf) {
    String text = conf.get(RddKeys.MASTER).orElse("");
    LocalMaster master =
        LocalMaster.parse(text, Runtime.getRuntime().availableProcessors())
            .orElseThrow(() -> new IllegalArgumentException("not a local master: '" + text + "'"));
    RecordCodec<Object> codec = new KryoRecordCodec<>(conf.get(KryoRecordCodec.ALLOW));
    Path spill = spillDirectory();
    long blockBytes =
        master
            .blockBytes()
            .orElse(
                conf.get(RddKeys.BLOCK_MEMORY)
                    .orElse((long) (Runtime.getRuntime().maxMemory() * BLOCK_MEMORY_SHARE)));
    List<ExecutorPorts> executors = new ArrayList<>();
    for (int number = 0; number < master.executors(); number++) {
      String id = Integer.toString(number);
      executors.add(
          executor(
              new TaskThreads(id, master.slots(), TASK_PATIENCE),
              master.slots(),
              new MemoryBoundBlockStore(
                  id, blockBytes, spill.resolveSibling(spill.getFileName() + "-" + id), codec)));
    }
    return new LocalEngine(LocalEngineSettings.of(conf), executors, codec, HostThread::current);
  }

  /**
   * A new name below the directory for temporary files; a random one without the cost of a secure
   * one.
   */
  private static Path spillDirectory() {
    String unique =
        ProcessHandle.current().pid() + "-" + Long.toHexString(new SplittableRandom().nextLong());
    return Path.of(System.getProperty("java.io.tmpdir"), "millrace-blocks-" + unique);
  }

  private static ExecutorPorts executor(
      TaskThreads threads, int slots, MemoryBoundBlockStore blocks) {
    return new ExecutorPorts(
        slots,
        threads,
        blocks,
        () -> {
          threads.stop();
          blocks.close();
        },
        threads::join);
  }
}
