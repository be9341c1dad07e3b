package dev.millrace.rdd.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.rdd.Job;
import dev.millrace.rdd.Lineage.Parallelize;
import dev.millrace.rdd.RunningJob;
import dev.millrace.rdd.block.MemoryBoundBlockStore;
import dev.millrace.rdd.codec.KryoRecordCodec;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What becomes of an attempt that its executor's threads do not take. */
final class HandOverTest {

  /** The executor's threads, as each test wants them. */
  private Executor threads = task -> {};

  private final LocalEngine engine =
      new LocalEngine(
          new LocalEngineSettings(1, false),
          List.of(
              new ExecutorPorts(
                  1,
                  task -> threads.execute(task),
                  new MemoryBoundBlockStore(
                      "0", 0, Path.of("never-made"), new KryoRecordCodec<>(List.of())),
                  () -> {},
                  () -> {})),
          new KryoRecordCodec<>(List.of()),
          () ->
              new TaskThread() {
                @Override
                public void interrupt() {}

                @Override
                public void clearInterrupt() {}
              });

  private RunningJob<Integer> submit(int record) {
    return engine.submit(
        new Job<>(
            new Parallelize<>(record, List.of(record), 1),
            List.of(0),
            (partition, records) -> records.next(),
            "job " + record));
  }

  @Test
  void theAwaitingThreadTakesAnAttemptThatNoThreadHasBegun() throws InterruptedException {
    assertEquals(List.of(1), submit(1).await());
  }

  @Test
  void aThreadThatComesTooLateDoesNothing() throws InterruptedException {
    Runnable[] late = new Runnable[1];
    threads = task -> late[0] = task;
    RunningJob<Integer> job = submit(1);
    assertEquals(List.of(1), job.await());
    late[0].run();
    assertEquals(List.of(1), job.await());
  }

  @Test
  void aRefusalIsIgnoredOnceAnotherThreadHasTheAttempt() throws InterruptedException {
    RunningJob<Integer> first = submit(1);
    RunningJob<Integer> second = submit(2); // waits for the one slot
    threads =
        task -> {
          try {
            assertEquals(List.of(2), second.await());
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          throw new RejectedExecutionException("stopped");
        };
    assertEquals(List.of(1), first.await());
    assertEquals(List.of(2), second.await());
  }

  @Test
  void aRefusalWithoutReasonIsAnError() {
    threads =
        task -> {
          throw new RejectedExecutionException("full");
        };
    assertThrows(RejectedExecutionException.class, () -> submit(1));
  }
}
