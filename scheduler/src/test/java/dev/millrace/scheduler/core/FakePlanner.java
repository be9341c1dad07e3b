package dev.millrace.scheduler.core;

import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Plans one job per output; remembers what it was asked. */
final class FakePlanner implements BatchPlanner {

  /** The body of one output of one batch. */
  interface Body {
    void run(AllocatedBatch batch, int output) throws Exception;
  }

  final List<AllocatedBatch> planned = new ArrayList<>();
  final List<AllocatedBatch> processed = new ArrayList<>();
  final List<AllocatedBatch> remembered = new ArrayList<>();
  final List<Time> released = new ArrayList<>();
  Optional<Time> zeroTime = Optional.empty();
  int outputs = 1;
  Body body = (batch, output) -> {};
  Optional<RuntimeException> startFailure = Optional.empty();
  Optional<RuntimeException> planFailure = Optional.empty();

  /** How many batches a window spans, and how many it moves by. */
  int window = 1;

  int slide = 1;
  final Duration batchDuration;

  FakePlanner(Duration batchDuration) {
    this.batchDuration = batchDuration;
  }

  @Override
  public void start(Time zero, Optional<Time> lastBatch, List<AllocatedBatch> earlier) {
    startFailure.ifPresent(
        failure -> {
          throw failure;
        });
    zeroTime = Optional.of(zero);
    remembered.addAll(earlier);
  }

  @Override
  public List<OutputJob> plan(AllocatedBatch batch) {
    planned.add(batch);
    if (planFailure.isPresent()) {
      throw planFailure.get();
    }
    List<OutputJob> jobs = new ArrayList<>();
    if (!coveredAt(batch.time()).equals(batch.time())) {
      return jobs;
    }
    for (int i = 0; i < outputs; i++) {
      int output = i;
      jobs.add(
          new OutputJob(
              i,
              "output",
              "output at line " + i,
              () -> {
                body.run(batch, output);
                if (output == outputs - 1) {
                  processed.add(batch);
                }
              }));
    }
    return jobs;
  }

  @Override
  public void release(Time time) {
    released.add(time);
  }

  @Override
  public Time oldestNeeded(Time batch) {
    return batch.minus(batchDuration.multipliedBy(window - 1L));
  }

  @Override
  public Time coveredAt(Time batch) {
    Duration step = batchDuration.multipliedBy(slide);
    Time zero = zeroTime.orElseThrow();
    Time floor = batch.floor(step, zero);
    return floor.equals(batch) ? batch : floor.plus(step);
  }
}
