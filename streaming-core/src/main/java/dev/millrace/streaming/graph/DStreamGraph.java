package dev.millrace.streaming.graph;

import dev.millrace.rdd.KeyedState;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of a program's streams: turns each batch into lineage and jobs. Every stream is computed
 * at most once per batch, whatever number of children ask for it. <em>Thread-safe</em>: the planner
 * thread plans, and programs ask for the batches of a stream on threads of their own, one of them
 * at a time.
 */
public final class DStreamGraph implements BatchPlanner {

  private static final Logger LOG = LoggerFactory.getLogger(DStreamGraph.class);

  private final GraphDescription description;
  private final RddContext rddContext;
  private final ReentrantLock lock = new ReentrantLock();

  /** Under the lock. */
  private final RddHistory history;

  private final StateHistory states;

  /** RDDs to be checkpointed that were made since the last output was planned. Under the lock. */
  private final List<Rdd<?>> marked = new ArrayList<>();

  /** Empty until the run starts; volatile because any thread may ask about times afterwards. */
  private volatile Optional<Schedule> schedule = Optional.empty();

  /**
   * A run that has not started.
   *
   * @param description the frozen program
   * @param rddContext where lineage begins
   * @param unpersists whether RDDs of persisted streams are given up when they are forgotten
   */
  public DStreamGraph(GraphDescription description, RddContext rddContext, boolean unpersists) {
    this.description = description;
    this.rddContext = rddContext;
    this.history =
        new RddHistory(
            description, unpersists ? Rdd::unpersist : rdd -> {}, RddCheckpoints::delete);
    this.states = new StateHistory(description, RddCheckpoints::delete);
  }

  /** The program as it was when it started. */
  public GraphDescription description() {
    return description;
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the run has started, or if earlier lives have decided batches
   *     and the program has keyed state: what they made of it is gone with them
   */
  @Override
  public void start(Time zeroTime, Optional<Time> lastBatch, List<AllocatedBatch> remembered) {
    lastBatch.ifPresent(this::requireNoState);
    lock.lock();
    try {
      if (schedule.isPresent()) {
        throw new IllegalStateException("the run has started at " + schedule.get().zeroTime());
      }
      schedule = Optional.of(new Schedule(description, zeroTime));
      remembered.forEach(history::addBatch);
    } finally {
      lock.unlock();
    }
  }

  private void requireNoState(Time lastBatch) {
    description.statesRead().stream()
        .findFirst()
        .ifPresent(
            state -> {
              throw new IllegalStateException(
                  state
                      + " has keyed state, which is not carried over a restart yet, and the"
                      + " checkpoint directory holds a run that came to the batch of "
                      + lastBatch
                      + ": start with another checkpoint directory, so with no state, or without"
                      + " the operation");
            });
  }

  /** Whether the run has started. */
  public boolean isStarted() {
    return schedule.isPresent();
  }

  /** One batch before the very first tick; never a valid batch itself. */
  public Time zeroTime() {
    return schedule().zeroTime();
  }

  /** How long the batches of a stream stay available after their own time. */
  public Duration remember(StreamNode<?> node) {
    return description.rememberDurationOf(node);
  }

  /** Whether a stream has a batch at this time: after zero time, a whole number of slides later. */
  public boolean isTimeValid(StreamNode<?> node, Time time) {
    return schedule().isTimeValid(node, time);
  }

  @Override
  public List<OutputJob> plan(AllocatedBatch batch) {
    return locked(
        () -> {
          history.addBatch(batch);
          marked.clear();
          for (StreamNode<?> state : description.statesRead()) {
            // Also when no output is due: state has to take in every batch.
            remembered(state, batch.time());
          }
          List<OutputJob> jobs = new ArrayList<>();
          for (OutputNode<?> output : description.outputs()) {
            jobOf(output, batch.time()).ifPresent(jobs::add);
          }
          return jobs;
        });
  }

  @Override
  public void release(Time time) {
    lock.lock();
    try {
      history.release(time);
      states.release(time);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Forgets all batches and gives up what is kept of them: the run is over. Idempotent. Never
   * waits: when a function of the program does not return although its batch was interrupted,
   * everything stays.
   */
  public void close() {
    if (!lock.tryLock()) {
      LOG.warn("a function is still planning a batch, so what streams have kept is not given up");
      return;
    }
    try {
      history.releaseAll();
      states.releaseAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Time oldestNeeded(Time batch) {
    return schedule().oldestNeeded(batch);
  }

  @Override
  public Time coveredAt(Time batch) {
    return schedule().coveredAt(batch);
  }

  /**
   * A stream's RDD of a time: the one that was made before, or a new one.
   *
   * @return empty when the stream has no batch at this time, or the batch is forgotten
   * @throws StreamOperationException if a user's function threw that runs while a batch is planned
   */
  public <T> Optional<Rdd<T>> getOrCompute(StreamNode<T> node, Time time) {
    return locked(() -> remembered(node, time));
  }

  private <T> Optional<Rdd<T>> remembered(StreamNode<T> node, Time time) {
    Optional<Rdd<T>> known = history.find(node, time);
    if (known.isPresent()
        || !isTimeValid(node, time)
        || history.isForgotten(node, time)
        || states.isPast(node, time)) {
      return known;
    }
    Optional<AllocatedBatch> batch = history.batchAt(time);
    if (batch.isEmpty()) {
      return Optional.empty();
    }
    Optional<Rdd<T>> computed = compute(node, batch.get());
    computed.ifPresent(rdd -> keep(node, time, rdd));
    return computed;
  }

  private <T> void keep(StreamNode<T> node, Time time, Rdd<T> rdd) {
    Optional<Duration> due =
        description
            .checkpointIntervalOf(node)
            .filter(interval -> time.isMultipleOf(interval, zeroTime()));
    history.add(node, time, rdd);
    if (node.keeping() == Keeping.STATE) {
      due.ifPresentOrElse(
          interval -> marked.add(states.addCheckpoint(node, time, rdd, KeyedState.checkpoint(rdd))),
          () -> states.add(node, time, rdd));
      return;
    }
    description.levelOf(node).ifPresent(rdd::persist);
    due.ifPresent(
        interval -> {
          rdd.checkpoint();
          marked.add(rdd);
          history.addCheckpoint(node, time, rdd, interval);
        });
  }

  /**
   * A stream's RDDs of the times from one to another, both included and rounded down to a time of
   * the stream; those that were not made yet are made. Times at which the stream has no batch, or
   * whose batch is forgotten or has not come, are left out.
   */
  public <T> List<Rdd<T>> slice(StreamNode<T> node, Time from, Time to) {
    Time first = from.floor(node.slide(), zeroTime());
    Time last = to.floor(node.slide(), zeroTime());
    return locked(
        () -> {
          List<Rdd<T>> rdds = new ArrayList<>();
          for (Time time : List.copyOf(history.batchTimes())) {
            if (time.greaterEq(first) && time.lessEq(last)) {
              remembered(node, time).ifPresent(rdds::add);
            }
          }
          return rdds;
        });
  }

  /** How many RDDs are remembered, over all streams. */
  int rememberedRddCount() {
    return locked(history::rddCount);
  }

  private <V> V locked(Supplier<V> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private Schedule schedule() {
    return schedule.orElseThrow(() -> new IllegalStateException("the run has not started"));
  }

  private <T> Optional<OutputJob> jobOf(OutputNode<T> output, Time time) {
    Optional<Rdd<T>> rdd = remembered(output.parent(), time);
    List<Rdd<?>> toWrite = List.copyOf(marked);
    marked.clear();
    return rdd.map(
        batch ->
            new OutputJob(
                output.index(),
                output.operation(),
                output.toString(),
                () -> {
                  toWrite.forEach(RddCheckpoints::write);
                  output.action().run(batch, time);
                }));
  }

  private <T> Optional<Rdd<T>> previous(StreamNode<T> node, Time time) {
    return node.keeping() == Keeping.STATE
        ? states.newest(node)
        : history.find(node, time.minus(node.slide()));
  }

  private <T> Optional<Rdd<T>> compute(StreamNode<T> node, AllocatedBatch batch) {
    try {
      return node.computation().compute(new Batch(batch), previous(node, batch.time()));
    } catch (StreamOperationException e) {
      throw e; // names the parent that failed, which is nearer to the fault
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StreamOperationException(node, batch.time(), e);
    } catch (Exception e) {
      throw new StreamOperationException(node, batch.time(), e);
    }
  }

  /** What a node sees of a batch. */
  private final class Batch implements BatchContext {

    private final AllocatedBatch allocated;

    Batch(AllocatedBatch allocated) {
      this.allocated = allocated;
    }

    @Override
    public long number() {
      return allocated.number();
    }

    @Override
    public Time time() {
      return allocated.time();
    }

    @Override
    public RddContext rddContext() {
      return rddContext;
    }

    @Override
    public List<ReceivedBlockInfo> blocksOf(int streamId) {
      return allocated.blocksOf(streamId);
    }

    @Override
    public Optional<InputRange> rangeOf(int streamId) {
      return allocated.rangeOf(streamId);
    }

    @Override
    public <T> Optional<Rdd<T>> rddOf(StreamNode<T> parent) {
      return remembered(parent, allocated.time());
    }

    @Override
    public <T> List<Rdd<T>> rddsOf(StreamNode<T> parent, Duration from, Duration to) {
      List<Rdd<T>> rdds = new ArrayList<>();
      Time last = allocated.time().minus(to);
      for (Time time : schedule().batchesWithin(parent, last, from.minus(to))) {
        remembered(parent, time).ifPresent(rdds::add);
      }
      return rdds;
    }
  }
}
