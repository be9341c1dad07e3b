package dev.millrace.testkit.driver;

import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.SourceBlock;
import dev.millrace.rdd.codec.LineCodec;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.store.LogBlockFallback;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.testkit.world.ChanceStream;
import dev.millrace.testkit.world.Life;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Plans jobs that read all blocks of a batch and put its records in the sink; some take long. */
final class SinkPlanner implements BatchPlanner {
  /** A batch is about to be turned into jobs. */
  static final String PLANNED = "batch.planned";

  /** A job has written to the sink; its batch's outcome is not known to the driver. */
  static final String WRITTEN = "sink.written";

  private static final int SLOW_ONE_IN = 6;
  private static final long SLOW_NANOS_MAX = Duration.ofSeconds(3).toNanos();

  private final RddContext context;
  private final Life life;
  private final Consumer<String> crashPoints;
  private final BatchSink sink;
  private final int streamCount;
  private final int outputCount;
  private final ChanceStream chance;

  SinkPlanner(
      RddContext context,
      Life life,
      Consumer<String> crashPoints,
      BatchSink sink,
      int streamCount,
      int outputCount) {
    this.crashPoints = crashPoints;
    this.context = context;
    this.life = life;
    this.sink = sink;
    this.streamCount = streamCount;
    this.outputCount = outputCount;
    this.chance = life.random("jobs");
  }

  @Override
  public List<OutputJob> plan(AllocatedBatch batch) {
    crashPoints.accept(PLANNED);
    List<OutputJob> jobs = new ArrayList<>();
    for (int output = 0; output < outputCount; output++) {
      int index = output;
      jobs.add(new OutputJob(output, "sink", "sink " + output, () -> write(batch, index)));
    }
    return jobs;
  }

  private void write(AllocatedBatch batch, int output) {
    if (chance.oneIn(SLOW_ONE_IN)) {
      life.sleep(Duration.ofNanos(chance.upTo(SLOW_NANOS_MAX)));
    }
    List<List<SourceBlock>> partitions = new ArrayList<>();
    for (int stream = 0; stream < streamCount; stream++) {
      partitions.add(batch.blocksOf(stream).stream().map(SinkPlanner::source).toList());
    }
    List<String> records = context.blockRdd(partitions, new LineCodec()).collect();
    life.checkAlive();
    life.world().note(life.name(), "writes batch", batch.number());
    sink.put(batch.number(), output, records);
    crashPoints.accept(WRITTEN);
  }

  private static SourceBlock source(ReceivedBlockInfo block) {
    return new SourceBlock(
        block.id(), block.recordCount(), block.executors(), LogBlockFallback.of(block));
  }

  @Override
  public void release(Time time) {
    // Nothing is kept for a batch.
  }
}
