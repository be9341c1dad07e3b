package dev.millrace.testkit.driver;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.RddKeys;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.block.MemoryBoundBlockStore;
import dev.millrace.rdd.codec.KryoRecordCodec;
import dev.millrace.rdd.local.ExecutorPorts;
import dev.millrace.rdd.local.LocalEngine;
import dev.millrace.rdd.local.LocalEngineSettings;
import dev.millrace.rdd.local.TaskThread;
import dev.millrace.receiver.store.DataLogs;
import dev.millrace.testkit.crash.CrashPoints;
import dev.millrace.testkit.law.ProcessWatch;
import dev.millrace.testkit.world.Life;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.file.FileStore;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A context whose tasks run inline on the world's thread, and the engine below it.
 *
 * @param engine the engine of production, with inline executors
 * @param context makes collections on it
 */
public record SimulatedRdds(LocalEngine engine, RddContext context) {
  private static final long BLOCK_MEMORY_BYTES = 64L << 20;

  /**
   * A context for one life of a process.
   *
   * @param store where the data logs of its executors lie
   * @param watch told what the data logs do
   * @param conf the program's settings; a task that fails is not tried again, whatever they say
   */
  public static SimulatedRdds open(
      Life life,
      ProcessSettings settings,
      FileStore store,
      CrashPoints crashPoints,
      ProcessWatch watch,
      MillraceConf conf) {
    RecordCodec<Object> codec = new KryoRecordCodec<>(conf.get(KryoRecordCodec.ALLOW));
    List<ExecutorPorts> executors = new ArrayList<>();
    for (int number = 0; number < settings.executorCount(); number++) {
      String id = Integer.toString(number);
      executors.add(
          new ExecutorPorts(
              1,
              Runnable::run,
              new MemoryBoundBlockStore(
                  id, BLOCK_MEMORY_BYTES, Path.of("no-spilling-in-simulations"), codec),
              () -> {},
              () -> {}));
    }
    LocalEngine engine =
        new LocalEngine(
            new LocalEngineSettings(1, conf.get(RddKeys.TASK_SERIALIZE)),
            executors,
            codec,
            UninterruptedThread::new);
    engine.provide(
        DataLogs.class,
        new DataLogs(
            store,
            logs -> logs.withSegmentBytesMax(settings.segmentBytesMax()),
            id -> environment(life, crashPoints, watch, "data-log-" + id)));
    return new SimulatedRdds(engine, new RddContext(conf, engine));
  }

  private static LogEnvironment environment(
      Life life, CrashPoints crashPoints, ProcessWatch watch, String name) {
    return new LogEnvironment(
        life.thread(name),
        life.clock(),
        life.nanoTime(),
        life.random(name),
        watch.crashPoints(crashPoints.of(life)),
        watch.dataLog());
  }

  /**
   * Tasks run inline, on the world's thread. An interrupt does not reach them: a task that waits
   * for a slow disk goes on afterwards, and the engine throws its result away.
   */
  private static final class UninterruptedThread implements TaskThread {
    @Override
    public void interrupt() {
      // See above.
    }

    @Override
    public void clearInterrupt() {
      // There is never one.
    }
  }
}
