package dev.millrace.rdd.host;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.ExecutorControl;
import dev.millrace.rdd.Job;
import dev.millrace.rdd.JobFailedException;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.RunningJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What local engines do with threads. */
@Timeout(30)
final class LocalThreadsTest {

  private final List<RddContext> contexts = new ArrayList<>();

  private RddContext context(String master) {
    RddContext context = new RddContext(master, "threads");
    contexts.add(context);
    return context;
  }

  @AfterEach
  void stop() {
    contexts.forEach(RddContext::stop);
  }

  private static <T, R> RunningJob<R> submit(
      RddContext context, Rdd<T> rdd, Job.PartitionAction<T, R> action) {
    List<Integer> partitions = new ArrayList<>();
    for (int partition = 0; partition < rdd.getNumPartitions(); partition++) {
      partitions.add(partition);
    }
    return context.engine().submit(new Job<>(rdd.lineage(), partitions, action, "job"));
  }

  @Test
  void aJobOfOneTaskRunsOnTheCallingThread() {
    RddContext context = context("local[2]");
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    context.parallelize(List.of(1, 2), 1).foreach(number -> threads.add(Thread.currentThread()));
    assertEquals(Set.of(Thread.currentThread()), threads);
  }

  @Test
  void asManyTasksRunAtATimeAsThereAreSlots() {
    RddContext context = context("local[3]");
    CyclicBarrier meeting = new CyclicBarrier(3);
    context.parallelize(List.of(1, 2, 3), 3).foreach(number -> meeting.await(20, SECONDS));
    assertEquals(0, meeting.getNumberWaiting());
  }

  @Test
  void neverMoreTasksRunAtATimeThanThereAreSlots() throws Exception {
    RddContext context = context("local[2]");
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<RunningJob<Boolean>> jobs = new ArrayList<>();
    for (int job = 0; job < 4; job++) {
      jobs.add(
          submit(
              context,
              context.parallelize(List.of(1, 2, 3, 4), 4),
              (partition, records) -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                running.decrementAndGet();
                return true;
              }));
    }
    for (RunningJob<Boolean> job : jobs) {
      assertEquals(List.of(true, true, true, true), job.await());
    }
    assertTrue(most.get() <= 2, () -> "at most " + most.get());
  }

  @Test
  void aSubmittedJobRunsThoughNobodyAwaitsIt() throws Exception {
    RddContext context = context("local[1]");
    CountDownLatch done = new CountDownLatch(2);
    submit(
        context,
        context.parallelize(List.of(1, 2), 2),
        (partition, records) -> {
          done.countDown();
          return true;
        });
    assertTrue(done.await(20, SECONDS));
  }

  @Test
  void jobsOfSeveralThreadsShareTheSlots() throws Exception {
    RddContext context = context("local[2]");
    List<CompletableFuture<Long>> counts = new ArrayList<>();
    for (int caller = 0; caller < 4; caller++) {
      counts.add(
          CompletableFuture.supplyAsync(
              () -> {
                long total = 0;
                for (int job = 0; job < 200; job++) {
                  total +=
                      context
                          .parallelize(List.of(1, 2, 3, 4), 4)
                          .mapToPair(
                              number -> new dev.millrace.rdd.function.Tuple2<>(number % 2, 1))
                          .reduceByKey(Integer::sum, 2)
                          .count();
                }
                return total;
              }));
    }
    for (CompletableFuture<Long> count : counts) {
      assertEquals(400, count.get(20, SECONDS));
    }
  }

  @Test
  void cancelInterruptsTheTasksAndAwaitThrowsTheReason() throws Exception {
    RddContext context = context("local[2]");
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch interrupted = new CountDownLatch(2);
    RunningJob<Boolean> job =
        submit(
            context,
            context.parallelize(List.of(1, 2, 3), 3),
            (partition, records) -> waitForInterrupt(begun, interrupted));
    assertTrue(begun.await(20, SECONDS));
    job.cancel("no longer wanted");
    JobFailedException failure = assertThrows(JobFailedException.class, job::await);
    assertEquals("'job' was cancelled: no longer wanted", failure.getMessage());
    assertInstanceOf(CancellationException.class, failure.getCause());
    assertTrue(interrupted.await(20, SECONDS));
    assertEquals(2, context.parallelize(List.of(1, 2), 2).count());
  }

  private static boolean waitForInterrupt(CountDownLatch begun, CountDownLatch interrupted)
      throws InterruptedException {
    begun.countDown();
    try {
      new CountDownLatch(1).await();
      return false;
    } catch (InterruptedException e) {
      interrupted.countDown();
      throw e;
    }
  }

  @Test
  void cancelInterruptsATaskOnTheAwaitingThreadAndLeavesItUninterrupted() throws Exception {
    RddContext context = context("local[1]");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    CompletableFuture<RunningJob<Boolean>> submitted = new CompletableFuture<>();
    RunningJob<Boolean> job =
        submit(
            context,
            context.parallelize(List.of(1), 1),
            (partition, records) -> {
              submitted.get(20, SECONDS);
              return waitForInterrupt(begun, interrupted);
            });
    submitted.complete(job);
    FutureTask<Boolean> waiting =
        new FutureTask<>(
            () -> {
              assertThrows(JobFailedException.class, job::await);
              return Thread.interrupted();
            });
    Thread waiter = new Thread(waiting);
    waiter.start();
    assertTrue(begun.await(20, SECONDS));
    job.cancel("test");
    assertFalse(waiting.get(20, SECONDS));
    assertTrue(interrupted.await(20, SECONDS));
  }

  @Test
  void interruptingTheCallerCancelsItsJobAndKeepsTheInterrupt() throws Exception {
    RddContext context = context("local[1]");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    FutureTask<JobFailedException> calling =
        new FutureTask<>(
            () -> {
              JobFailedException failure =
                  assertThrows(
                      JobFailedException.class,
                      () ->
                          context
                              .parallelize(List.of(1), 1)
                              .foreach(number -> waitForInterrupt(begun, interrupted)));
              assertTrue(Thread.currentThread().isInterrupted());
              return failure;
            });
    Thread caller = new Thread(calling);
    caller.start();
    assertTrue(begun.await(20, SECONDS));
    caller.interrupt();
    assertInstanceOf(InterruptedException.class, calling.get(20, SECONDS).getCause());
    assertEquals(1, context.parallelize(List.of(1), 1).count());
  }

  @Test
  void killingAnExecutorInterruptsItsTasksAndTheyRunElsewhere() throws Exception {
    RddContext context = context("local-cluster[2,1,16]");
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch killed = new CountDownLatch(1);
    AtomicInteger attempts = new AtomicInteger();
    List<String> places = new CopyOnWriteArrayList<>();
    RunningJob<Integer> job =
        submit(
            context,
            context.parallelize(List.of(1, 2), 2),
            (partition, records) -> {
              attempts.incrementAndGet();
              begun.countDown();
              places.add(Thread.currentThread().getName());
              if (partition == 1
                  && places.stream().filter(p -> p.contains("task-1")).count() == 1
                  && Thread.currentThread().getName().contains("task-1")) {
                waitForInterrupt(begun, interrupted);
              }
              killed.await(20, SECONDS);
              return records.next();
            });
    assertTrue(begun.await(20, SECONDS));
    ((ExecutorControl) context.engine()).killExecutor("1", "test");
    killed.countDown();
    assertTrue(interrupted.await(20, SECONDS));
    assertEquals(List.of(1, 2), job.await());
    assertEquals(3, attempts.get());
  }

  @Test
  void closeEndsWhatRunsAndLeavesNoThread() throws Exception {
    RddContext context = context("local-cluster[2,2,16]");
    CountDownLatch begun = new CountDownLatch(4);
    CountDownLatch interrupted = new CountDownLatch(4);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    RunningJob<Boolean> job =
        submit(
            context,
            context.parallelize(List.of(1, 2, 3, 4, 5), 5),
            (partition, records) -> {
              threads.add(Thread.currentThread());
              return waitForInterrupt(begun, interrupted);
            });
    assertTrue(begun.await(20, SECONDS));
    context.stop();
    assertEquals(0, interrupted.getCount());
    assertEquals(4, threads.size());
    for (Thread thread : threads) {
      assertFalse(thread.isAlive(), thread::getName);
      assertTrue(thread.getName().matches("millrace-task-[01]-[01]"), thread::getName);
    }
    assertTrue(assertThrows(JobFailedException.class, job::await).getMessage().contains("closed"));
    assertThrows(
        IllegalStateException.class,
        () -> submit(context, context.parallelize(List.of(1), 1), (p, records) -> true));
  }

  @Test
  void anEngineStartsNoThreadBeforeItNeedsOne() {
    Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());
    assertEquals(1, context("local[4]").parallelize(List.of(1), 1).count());
    assertTrue(
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !before.contains(thread))
            .noneMatch(thread -> thread.getName().startsWith("millrace-task-")));
  }

  @Test
  void theUsersExceptionIsTheVeryOneThatWasThrown() {
    RddContext context = context("local[2]");
    IllegalStateException thrown = new IllegalStateException("mine");
    assertSame(
        thrown,
        assertThrows(
                JobFailedException.class,
                () ->
                    context
                        .parallelize(List.of(1, 2), 2)
                        .foreach(
                            number -> {
                              throw thrown;
                            }))
            .getCause());
  }
}
