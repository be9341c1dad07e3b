package dev.millrace.streaming.graph;

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

/**
 * One run of a program's streams: turns each batch into lineage and jobs. Every stream is computed
 * at most once per batch, whatever number of children ask for it. <em>Owned by the planner
 * thread</em>, except for {@link #oldestNeeded} and {@link #coveredAt}.
 */
public final class DStreamGraph implements BatchPlanner {

  private final GraphDescription description;
  private final RddContext rddContext;
  private final RddHistory history;

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
    this.history = new RddHistory(description, unpersists ? Rdd::unpersist : rdd -> {});
  }

  @Override
  public void start(Time zeroTime, List<AllocatedBatch> remembered) {
    if (schedule.isPresent()) {
      throw new IllegalStateException("the run has started at " + schedule.get().zeroTime());
    }
    schedule = Optional.of(new Schedule(description, zeroTime));
    remembered.forEach(history::addBatch);
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
    history.addBatch(batch);
    List<OutputJob> jobs = new ArrayList<>();
    for (OutputNode<?> output : description.outputs()) {
      jobOf(output, batch.time()).ifPresent(jobs::add);
    }
    return jobs;
  }

  @Override
  public void release(Time time) {
    history.release(time);
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
    Optional<Rdd<T>> known = history.find(node, time);
    if (known.isPresent() || !isTimeValid(node, time)) {
      return known;
    }
    Optional<AllocatedBatch> batch = history.batchAt(time);
    if (batch.isEmpty()) {
      return Optional.empty();
    }
    Optional<Rdd<T>> computed = compute(node, batch.get());
    computed.ifPresent(
        rdd -> {
          description.levelOf(node).ifPresent(rdd::persist);
          history.add(node, time, rdd);
        });
    return computed;
  }

  /** How many RDDs are remembered, over all streams. */
  int rememberedRddCount() {
    return history.rddCount();
  }

  private Schedule schedule() {
    return schedule.orElseThrow(() -> new IllegalStateException("the run has not started"));
  }

  private <T> Optional<OutputJob> jobOf(OutputNode<T> output, Time time) {
    return getOrCompute(output.parent(), time)
        .map(
            rdd ->
                new OutputJob(
                    output.index(),
                    output.operation(),
                    output.toString(),
                    () -> output.action().run(rdd, time)));
  }

  private <T> Optional<Rdd<T>> compute(StreamNode<T> node, AllocatedBatch batch) {
    try {
      return node.computation().compute(new Batch(batch));
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
      return getOrCompute(parent, allocated.time());
    }

    @Override
    public <T> List<Rdd<T>> rddsOf(StreamNode<T> parent, Duration span) {
      List<Rdd<T>> rdds = new ArrayList<>();
      for (Time time : schedule().batchesWithin(parent, allocated.time(), span)) {
        getOrCompute(parent, time).ifPresent(rdds::add);
      }
      return rdds;
    }
  }
}
