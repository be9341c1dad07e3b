package dev.millrace.scheduler.host;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import dev.millrace.rdd.ExecutorContext;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.ReceiverTask;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.actor.ToTracker;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.BatchFailedException;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.DriverSettings;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.StopReport;
import dev.millrace.scheduler.actor.DriverActorSystem;
import dev.millrace.scheduler.listener.ReceiverInfo;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.scheduler.listener.StreamingListenerBatchCompleted;
import dev.millrace.time.Time;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.InMemoryFileStore;
import dev.millrace.wal.file.NioFileStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The assembled driver on real threads; what it decides is tested under a virtual clock elsewhere.
 */
class StreamingDriverTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static DriverActorSystem actors;

  private final FakeEngine engine = new FakeEngine();
  private final Planner planner = new Planner();
  private final List<TestReceiver> receivers = new CopyOnWriteArrayList<>();
  private Duration batch = Duration.ofMillis(20);
  private FileStore store = new InMemoryFileStore();
  private List<ReceiverSpec> specs = List.of();
  private StreamingDriver driver;

  @BeforeAll
  static void startActors() {
    actors = DriverActorSystem.start("test");
  }

  @AfterAll
  static void closeActors() {
    actors.close();
  }

  @AfterEach
  void stopDriver() {
    if (driver != null) {
      driver.stop(false, Duration.ZERO);
    }
    await().atMost(PATIENCE).untilAsserted(() -> assertEquals(Set.of(), threadsOf("driver-test")));
  }

  private static Set<String> threadsOf(String program) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith(program))
        .collect(Collectors.toSet());
  }

  @Test
  void runsABatchAtEveryTick() {
    Time zero = start();
    await().atMost(PATIENCE).until(() -> planner.ran.size() >= 5);
    assertEquals(zero, planner.zeroTime.get());
    for (int i = 0; i < 5; i++) {
      assertEquals(i, planner.ran.get(i).number());
      assertEquals(zero.plus(batch.multipliedBy(i + 1L)), planner.ran.get(i).time());
    }
    assertTrue(driver.stop(true, PATIENCE).drained());
  }

  @Test
  void takesABlockFromItsReceiverThroughToItsRemoval() {
    specs = List.of(new ReceiverSpec(0, "receiver-0", Optional.empty()));
    start();
    await().atMost(PATIENCE).until(() -> driver.receivers().get(0).active());
    BlockId block = receivers.get(0).add(5);
    await().atMost(PATIENCE).until(() -> receivers.get(0).isAcknowledged(block));
    await().atMost(PATIENCE).until(() -> engine.removed.contains(block));
    assertEquals(
        1,
        planner.ran.stream()
            .filter(ran -> ran.blocksOf(0).stream().anyMatch(info -> info.id().equals(block)))
            .count());
    driver.updateRate(0, 250);
    await()
        .atMost(PATIENCE)
        .until(() -> receivers.get(0).inbox.contains(new SupervisorMessage.UpdateRateLimit(250)));
    driver.restartReceiver(0);
    await().atMost(PATIENCE).until(() -> receivers.size() == 2);
    ReceiverInfo info = driver.receivers().get(0);
    assertEquals("receiver-0", info.name());
    assertTrue(driver.stop(true, PATIENCE).drained());
  }

  @Test
  void refusesAStreamWithoutReceiverAndGoesOn() {
    start();
    IllegalArgumentException rate =
        assertThrows(IllegalArgumentException.class, () -> driver.updateRate(7, 250));
    assertTrue(rate.getMessage().contains("stream 7"), rate.getMessage());
    assertThrows(IllegalArgumentException.class, () -> driver.restartReceiver(7));
    assertEquals(List.of(), driver.receivers()); // it still answers
    assertTrue(driver.failure().isEmpty());
  }

  @Test
  void throwsTheFailureOfABatchFromAwaitTerminationAndGoesOn() {
    planner.failing = 2;
    start();
    BatchFailedException failure =
        assertThrows(BatchFailedException.class, () -> driver.awaitTermination(PATIENCE));
    assertEquals(2, failure.batchNumber());
    assertTrue(failure.getMessage().contains("counting words at Line 7"), failure.getMessage());
    assertEquals("the sink is full", failure.getCause().getMessage());
    assertSame(failure, driver.failure().orElseThrow());
    await().atMost(PATIENCE).until(() -> planner.ran.size() >= 5);
    assertTrue(driver.dismissFailedBatch(2));
    assertFalse(driver.dismissFailedBatch(2));
    StopReport report = driver.stop(true, PATIENCE);
    assertEquals(0, report.failedBatches());
    assertThrows(BatchFailedException.class, driver::awaitTermination);
  }

  @Test
  void waitsForTerminationNoLongerThanAsked() throws InterruptedException {
    start();
    assertFalse(driver.awaitTermination(Duration.ofMillis(1)));
    driver.stop(true, PATIENCE);
    assertTrue(driver.awaitTermination(Duration.ZERO));
    driver.awaitTermination();
  }

  @Test
  void interruptsRunningJobsWhenStoppedAtOnceAndRunsThemAgainAtTheNextStart(@TempDir Path directory)
      throws Exception {
    store = new NioFileStore(directory);
    CountDownLatch never = new CountDownLatch(1);
    planner.body = ignored -> never.await();
    start();
    await().atMost(PATIENCE).until(() -> !planner.begun.isEmpty());
    StopReport report = driver.stop(false, Duration.ZERO);
    assertFalse(report.drained());
    assertEquals(Optional.empty(), driver.failure());
    AllocatedBatch interrupted = planner.begun.get(0);
    planner.body = ignored -> {};
    planner.begun.clear();
    start();
    await().atMost(PATIENCE).until(() -> !planner.ran.isEmpty());
    assertEquals(interrupted, planner.ran.get(0));
  }

  @Test
  void reportsWhatAGracefulStopCouldNotDrainInTime() {
    CountDownLatch never = new CountDownLatch(1);
    planner.body = ignored -> never.await();
    start();
    await().atMost(PATIENCE).until(() -> !planner.begun.isEmpty());
    StopReport report = driver.stop(true, Duration.ofMillis(50));
    assertFalse(report.drained());
    assertTrue(report.unfinishedBatches() >= 1);
  }

  @Test
  void refusesToBeStoppedByThreadsItWouldWaitFor() {
    AtomicReference<Throwable> inJob = new AtomicReference<>();
    AtomicReference<Throwable> inListener = new AtomicReference<>();
    planner.body =
        ignored -> inJob.compareAndSet(null, thrownBy(() -> driver.stop(true, PATIENCE)));
    start();
    driver.addListener(
        new StreamingListener() {
          @Override
          public void onBatchCompleted(StreamingListenerBatchCompleted event) {
            assertTrue(driver.isListenerThread());
            inListener.compareAndSet(null, thrownBy(() -> driver.stop(true, PATIENCE)));
          }
        });
    await().atMost(PATIENCE).until(() -> inJob.get() != null && inListener.get() != null);
    assertInstanceOf(IllegalStateException.class, inJob.get());
    assertInstanceOf(IllegalStateException.class, inListener.get());
    assertFalse(driver.isListenerThread());
    assertTrue(driver.stop(true, PATIENCE).drained());
  }

  @Test
  void stopsDecidingWhenAnInvariantIsBroken() {
    specs = List.of(new ReceiverSpec(0, "receiver-0", Optional.empty()));
    start();
    await().atMost(PATIENCE).until(() -> driver.receivers().get(0).active());
    planner.coverage = Optional.of(new IllegalStateException("a graph that lies"));
    receivers.get(0).add(5);
    IllegalStateException e =
        assertThrows(IllegalStateException.class, () -> driver.awaitTermination(PATIENCE));
    assertEquals("a graph that lies", e.getMessage());
    int before = planner.begun.size();
    driver.stop(true, PATIENCE);
    assertTrue(planner.begun.size() <= before + 1);
  }

  @Test
  void leavesNothingBehindWhenThePlannerRefusesToStart() {
    planner.refusal = Optional.of(new IllegalArgumentException("no output operation"));
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, this::start);
    assertEquals("no output operation", e.getMessage());
  }

  @Test
  void leavesNothingBehindWhenTheActorSystemCannotStart() {
    driver =
        newDriver(
            () -> {
              throw new IllegalStateException("no actors today");
            });
    assertThrows(IllegalStateException.class, driver::start);
  }

  @Test
  void startsOnceAndStopsOnce() {
    start();
    assertThrows(IllegalStateException.class, driver::start);
    StopReport first = driver.stop(true, PATIENCE);
    assertSame(first, driver.stop(true, PATIENCE));
    assertThrows(IllegalStateException.class, driver::start);
    assertThrows(IllegalStateException.class, driver::receivers);
  }

  @Test
  void stopsWithoutHavingStarted() {
    driver = newDriver(() -> actors);
    assertTrue(driver.stop(true, PATIENCE).drained());
  }

  private static Throwable thrownBy(Runnable task) {
    try {
      task.run();
      return new AssertionError("nothing was thrown");
    } catch (RuntimeException e) {
      return e;
    }
  }

  private Time start() {
    driver = newDriver(() -> actors);
    return driver.start();
  }

  private StreamingDriver newDriver(Supplier<DriverActorSystem> system) {
    return new StreamingDriver(
        DriverSettings.of("driver-test", batch, new MillraceConf()),
        engine,
        store,
        planner,
        specs,
        List.of(),
        (streamId, incarnation, tracker) -> {
          TestReceiver receiver = new TestReceiver(streamId, incarnation, tracker);
          receivers.add(receiver);
          return receiver;
        },
        system,
        List.of(),
        step -> {});
  }

  private interface Body {
    void run(AllocatedBatch batch) throws Exception;
  }

  private static final class Planner implements BatchPlanner {
    private final List<AllocatedBatch> begun = new CopyOnWriteArrayList<>();
    private final List<AllocatedBatch> ran = new CopyOnWriteArrayList<>();
    private final AtomicReference<Time> zeroTime = new AtomicReference<>();
    private volatile long failing = -1;
    private volatile Body body = batch -> {};
    private volatile Optional<RuntimeException> refusal = Optional.empty();
    private volatile Optional<RuntimeException> coverage = Optional.empty();

    @Override
    public void start(Time zero, Optional<Time> lastBatch, List<AllocatedBatch> remembered) {
      refusal.ifPresent(
          e -> {
            throw e;
          });
      zeroTime.set(zero);
    }

    @Override
    public List<OutputJob> plan(AllocatedBatch batch) {
      return List.of(
          new OutputJob(0, "counting", "counting words at Line 7", () -> runBatch(batch)));
    }

    private void runBatch(AllocatedBatch batch) throws Exception {
      begun.add(batch);
      if (batch.number() == failing) {
        throw new IllegalStateException("the sink is full");
      }
      body.run(batch);
      ran.add(batch);
    }

    @Override
    public void release(Time time) {}

    @Override
    public Time coveredAt(Time batch) {
      coverage.ifPresent(
          e -> {
            throw e;
          });
      return batch;
    }
  }

  /** A receiver with an actor's address, as a supervisor has. */
  private static final class TestReceiver implements ReceiverTask {
    private final int streamId;
    private final long incarnation;
    private final ActorRef<ToTracker> tracker;
    private final List<SupervisorMessage> inbox = new CopyOnWriteArrayList<>();
    private volatile Consumer<Optional<Throwable>> onEnd = cause -> {};
    private volatile ActorRef<SupervisorMessage> self;
    private long sequence;

    TestReceiver(int streamId, long incarnation, ActorRef<ToTracker> tracker) {
      this.streamId = streamId;
      this.incarnation = incarnation;
      this.tracker = tracker;
    }

    @Override
    public Running start(ExecutorContext executor, Consumer<Optional<Throwable>> whenEnded) {
      onEnd = whenEnded;
      self =
          actors
              .system()
              .systemActorOf(
                  Behaviors.receiveMessage(
                      message -> {
                        inbox.add(message);
                        return react(message);
                      }),
                  "test-receiver-" + incarnation + "-" + System.nanoTime(),
                  Props.empty());
      report(
          new TrackerMessage.RegisterReceiver(
              streamId, incarnation, "0", "localhost", "receiver-0"));
      return cause -> {};
    }

    BlockId add(long records) {
      BlockId id = new BlockId(streamId, incarnation, sequence++);
      report(
          new TrackerMessage.AddBlock(
              new ReceivedBlockInfo(id, records, 10, List.of("0"), Optional.empty())));
      return id;
    }

    boolean isAcknowledged(BlockId id) {
      return inbox.contains(new SupervisorMessage.BlockAcknowledged(id));
    }

    private Behavior<SupervisorMessage> react(SupervisorMessage message) {
      if (message instanceof SupervisorMessage.SealBlocks seal) {
        report(new TrackerMessage.BlocksSealed(streamId, incarnation, seal.tick()));
      } else if (message instanceof SupervisorMessage.StopReceiver stop) {
        report(new TrackerMessage.DeregisterReceiver(streamId, incarnation, stop.reason(), ""));
        onEnd.accept(Optional.empty());
        return Behaviors.stopped();
      }
      return Behaviors.same();
    }

    private void report(TrackerMessage message) {
      tracker.tell(new ToTracker(message, self));
    }
  }
}
