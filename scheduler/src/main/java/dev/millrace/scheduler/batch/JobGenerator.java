package dev.millrace.scheduler.batch;

import dev.millrace.receiver.BlockId;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.BatchFailedException;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.scheduler.SchedulerCrashPoints;
import dev.millrace.scheduler.input.DirectInputSpec;
import dev.millrace.scheduler.listener.BatchInfo;
import dev.millrace.scheduler.listener.StreamingListenerBatchCompleted;
import dev.millrace.scheduler.listener.StreamingListenerBatchSubmitted;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.scheduler.log.DriverEvent.BatchCompleted;
import dev.millrace.scheduler.log.DriverEvent.BatchDismissed;
import dev.millrace.scheduler.log.DriverEvent.BatchFailed;
import dev.millrace.scheduler.log.Journal;
import dev.millrace.scheduler.tracker.InputInfoTracker;
import dev.millrace.scheduler.tracker.ReceivedBlockTracker;
import dev.millrace.scheduler.tracker.TrackerCommand;
import dev.millrace.time.Time;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Leads each batch from its tick to its end. <em>Owned by the driver thread.</em>
 *
 * <pre>
 * tick due -> allocation asked for -> ALLOCATED, durable -> planned on the planner thread -> RUNNING
 *          -> all jobs ended -> outcome logged in batch order -> shown outside -> cleaned when no batch needs it
 * </pre>
 *
 * One allocation is under way at a time. Ticks that are due meanwhile wait as two times, a first
 * and a last, so that a backlog of ticks takes no memory.
 */
public final class JobGenerator {

  /**
   * Batches between allocation and outcome; when there are more, ticks wait and blocks stay in the
   * queue.
   */
  static final int MAX_BATCHES_IN_FLIGHT = 1_000;

  /**
   * What the generator works with, besides what it owns.
   *
   * @param rates learns from every batch whose jobs have ended
   */
  public record Ports(
      Journal journal,
      Consumer<TrackerCommand> tracker,
      BatchPlanner planner,
      Executor plannerThread,
      Executor driver,
      InstantSource clock,
      Consumer<StreamingListenerEvent> listeners,
      Consumer<BatchInfo> rates,
      Consumer<Throwable> failures,
      Consumer<BlockId> blockRemover,
      Consumer<String> crashPoints) {}

  private final Ports ports;
  private final BatchLedger ledger;
  private final ReceivedBlockTracker blocks;
  private final JobScheduler scheduler;
  private final Retention retention;
  private final TickBacklog ticks;
  private final InputInfoTracker inputs;

  /** Batches between allocation and outcome; a batch whose jobs have ended has its job set. */
  private final TreeMap<Long, Optional<JobSet>> inFlight = new TreeMap<>();

  private boolean allocating;
  private boolean halted;
  private Optional<Runnable> whenDrained = Optional.empty();

  /**
   * A generator that does nothing before {@link #start}.
   *
   * @param inputs the direct inputs, of whose ranges listeners are told
   * @param firstTick the first tick that will be due
   */
  public JobGenerator(
      Ports ports,
      Duration batchDuration,
      BatchLedger ledger,
      ReceivedBlockTracker blocks,
      JobScheduler scheduler,
      List<DirectInputSpec> inputs,
      Time firstTick) {
    this.ports = ports;
    this.ledger = ledger;
    this.blocks = blocks;
    this.scheduler = scheduler;
    this.inputs = new InputInfoTracker(inputs);
    this.retention = new Retention(ledger, blocks, ports.journal(), ports.planner());
    this.ticks = new TickBacklog(firstTick, batchDuration);
  }

  /**
   * Starts the planner and runs the batches of an earlier life that have no outcome, or a bad one,
   * before any new one.
   *
   * @param remembered batches of an earlier life that are over and that windows may still need
   * @param whenStarted gets the planner's failure, if it has one, on the driver thread
   */
  public void start(
      Time zeroTime, List<AllocatedBatch> remembered, Consumer<Optional<Throwable>> whenStarted) {
    Optional<Time> lastBatch = blocks.lastAllocatedTime();
    ports
        .plannerThread()
        .execute(
            () -> {
              Optional<Throwable> failure = Optional.empty();
              try {
                ports.planner().start(zeroTime, lastBatch, remembered);
              } catch (Throwable e) { // the graph's own code: whatever it throws is for the caller
                failure = Optional.of(e);
              }
              Optional<Throwable> outcome = failure;
              onDriver(
                  () -> {
                    if (outcome.isEmpty()) {
                      remembered.forEach(this::cover);
                      ledger.awaiting().forEach(number -> run(blocks.batch(number)));
                    }
                    whenStarted.accept(outcome);
                  });
            });
  }

  /** A tick is due. */
  public void onTick(Time tick) {
    ticks.due(tick);
    allocateNext();
  }

  /**
   * No tick comes any more, and no block: allocates what still waits, runs all batches to their
   * end, then calls back on the driver thread.
   */
  public void drain(Runnable whenAllOver) {
    whenDrained = Optional.of(whenAllOver);
    allocateNext();
    reportIfDrained();
  }

  /** Nothing is decided any more; what still comes back from other threads is ignored. */
  public void halt() {
    halted = true;
  }

  /** Gives up a failed batch; false if there is no such one. */
  public boolean dismiss(long number) {
    if (halted || !ledger.isFailed(number)) {
      return false;
    }
    ports.journal().commit(new BatchDismissed(number), () -> {});
    cleanUp(Optional.empty());
    return true;
  }

  private void allocateNext() {
    if (halted || allocating || !hasDueTick() || inFlight.size() >= MAX_BATCHES_IN_FLIGHT) {
      return;
    }
    allocating = true;
    ports.tracker().accept(new TrackerCommand.AllocateBlocks(ticks.next(), this::onAllocated));
  }

  private boolean hasDueTick() {
    return ticks.isDue()
        || (whenDrained.isPresent() && (blocks.hasUnallocatedBlocks() || ticks.needsCover()));
  }

  private void onAllocated(AllocatedBatch batch) {
    if (halted) {
      return;
    }
    ports.crashPoints().accept(SchedulerCrashPoints.BATCH_ALLOCATED);
    allocating = false;
    ticks.advance();
    run(batch);
    allocateNext();
  }

  private void run(AllocatedBatch batch) {
    inFlight.put(batch.number(), Optional.empty());
    inputs.reportAllocation(batch);
    cover(batch);
    ports
        .plannerThread()
        .execute(
            () -> {
              try {
                List<OutputJob> jobs = ports.planner().plan(batch);
                onDriver(() -> submit(newJobSet(batch, jobs)));
              } catch (
                  Throwable e) { // user code runs in the plan: whatever it throws fails the batch
                onDriver(() -> onPlanFailed(batch, e));
              }
            });
  }

  private void cover(AllocatedBatch batch) {
    if (batch.hasInput()) {
      ticks.cover(ports.planner().coveredAt(batch.time()));
    }
  }

  private JobSet newJobSet(AllocatedBatch batch, List<OutputJob> jobs) {
    return new JobSet(batch, jobs, inputs.infosOf(batch.time()), ports.clock().millis());
  }

  private void submit(JobSet set) {
    if (halted) {
      return;
    }
    ports.crashPoints().accept(SchedulerCrashPoints.BATCH_PLANNED);
    if (set.jobs().isEmpty()) {
      onOver(set);
    } else {
      scheduler.submit(set, () -> onOver(set));
    }
  }

  private void onPlanFailed(AllocatedBatch batch, Throwable cause) {
    if (halted) {
      return;
    }
    JobSet set =
        JobSet.unplanned(batch, inputs.infosOf(batch.time()), ports.clock().millis(), cause);
    ports.listeners().accept(new StreamingListenerBatchSubmitted(set.info()));
    onOver(set);
  }

  /**
   * A batch's jobs have ended. Outcomes are logged in batch order, so it may have to wait for those
   * before it.
   */
  private void onOver(JobSet set) {
    if (halted) {
      return;
    }
    inFlight.put(set.batch().number(), Optional.of(set));
    while (!inFlight.isEmpty() && inFlight.firstEntry().getValue().isPresent()) {
      settle(inFlight.pollFirstEntry().getValue().orElseThrow());
    }
    allocateNext();
    reportIfDrained();
  }

  private void settle(JobSet set) {
    long number = set.batch().number();
    Optional<BatchFailedException> failure = set.failure();
    ports
        .journal()
        .commit(
            failure.isPresent()
                ? new BatchFailed(number, failure.get().getMessage())
                : new BatchCompleted(number),
            () -> show(set));
    ports.crashPoints().accept(SchedulerCrashPoints.BATCH_SETTLED);
    inputs.forget(set.batch().time());
    cleanUp(Optional.of(set.batch().time()));
  }

  private void show(JobSet set) {
    ports.crashPoints().accept(SchedulerCrashPoints.BATCH_OVER);
    if (!set.jobs().isEmpty() || set.failure().isPresent()) {
      ports.listeners().accept(new StreamingListenerBatchCompleted(set.info()));
      ports.rates().accept(set.info());
    }
    set.failure().ifPresent(ports.failures());
  }

  /** Lets go of what nothing needs any more: in the ledger now, outside once that is durable. */
  private void cleanUp(Optional<Time> over) {
    List<BlockId> unneeded = retention.clean(ticks.next());
    ports.journal().afterDurable(() -> letGo(over, unneeded));
  }

  private void letGo(Optional<Time> over, List<BlockId> unneeded) {
    if (halted) {
      return;
    }
    if (!unneeded.isEmpty()) {
      ports.crashPoints().accept(SchedulerCrashPoints.BATCH_CLEANED);
      ports.tracker().accept(new TrackerCommand.CleanupOldBlocks());
    }
    ports
        .plannerThread()
        .execute(
            () -> {
              over.ifPresent(ports.planner()::release);
              unneeded.forEach(ports.blockRemover());
              if (!unneeded.isEmpty()) {
                ports.crashPoints().accept(SchedulerCrashPoints.BLOCKS_REMOVED);
              }
            });
  }

  private void reportIfDrained() {
    if (whenDrained.isPresent() && !allocating && inFlight.isEmpty() && !hasDueTick()) {
      Runnable report = whenDrained.get();
      whenDrained = Optional.of(() -> {});
      ports.journal().afterDurable(report);
    }
  }

  private void onDriver(Runnable task) {
    ports.driver().execute(task);
  }
}
