package dev.millrace.testkit.driver;

import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.SourceBlock;
import dev.millrace.rdd.codec.LineCodec;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.store.LogBlockFallback;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.testkit.world.Life;
import dev.millrace.time.Time;
import java.util.ArrayList;
import java.util.List;

/** Plans jobs that read all blocks of a batch and put its records in the sink. */
final class SinkPlanner implements BatchPlanner {
  private final RddContext context;
  private final Life life;
  private final BatchSink sink;
  private final int streamCount;
  private final int outputCount;

  SinkPlanner(RddContext context, Life life, BatchSink sink, int streamCount, int outputCount) {
    this.context = context;
    this.life = life;
    this.sink = sink;
    this.streamCount = streamCount;
    this.outputCount = outputCount;
  }

  @Override
  public List<OutputJob> plan(AllocatedBatch batch) {
    List<OutputJob> jobs = new ArrayList<>();
    for (int output = 0; output < outputCount; output++) {
      int index = output;
      jobs.add(new OutputJob(output, "sink", "sink " + output, () -> write(batch, index)));
    }
    return jobs;
  }

  private void write(AllocatedBatch batch, int output) {
    List<List<SourceBlock>> partitions = new ArrayList<>();
    for (int stream = 0; stream < streamCount; stream++) {
      partitions.add(batch.blocksOf(stream).stream().map(SinkPlanner::source).toList());
    }
    List<String> records = context.blockRdd(partitions, new LineCodec()).collect();
    life.checkAlive();
    life.world().note(life.name(), "writes batch", batch.number());
    sink.put(batch.number(), output, records);
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
