package dev.millrace.testkit.program;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.streaming.DStream;
import dev.millrace.streaming.StreamingContext;
import dev.millrace.testkit.net.SimulatedConnection;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** A small program over one stream of lines, of which ten come each second. */
public final class FedProgram implements SimulatedProgram {
  private static final String HOST = "source";
  private static final int PORT = 1;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration FAULTS_END = Duration.ofSeconds(4);

  /** Describes operations on the lines. */
  @FunctionalInterface
  public interface Body {
    /** Called once in each life. */
    void describe(StreamingContext context, DStream<String> lines, Life life, ProgramSink sink);
  }

  private final World world;
  private final Body body;
  private final ProgramSink sink = new ProgramSink();
  private boolean faultsAreOver;
  private long lineNext;

  private FedProgram(World world, SimulatedNetwork network, Body body) {
    this.world = world;
    this.body = body;
    network.listen(HOST, PORT, this::speak);
  }

  /** Runs of such a program on one executor, with four seconds of faults. */
  public static ProgramScenario scenario(MillraceConf conf, Body body) {
    return new ProgramScenario(
        new ProgramSettings(conf, Duration.ofSeconds(1), 1, List.of(HOST), FAULTS_END),
        (world, network) -> new FedProgram(world, network, body));
  }

  /** Runs with default settings. */
  public static ProgramScenario scenario(Body body) {
    return scenario(new MillraceConf(), body);
  }

  private void speak(SimulatedConnection connection) {
    if (connection.isOpen() && !faultsAreOver) {
      connection.send(("line " + lineNext++ + "\n").getBytes(StandardCharsets.UTF_8));
      world.after(PAUSE, HOST, () -> speak(connection));
    }
  }

  @Override
  public void describe(StreamingContext context, Life life) {
    body.describe(context, context.socketTextStream(HOST, PORT), life, sink);
  }

  @Override
  public void onFaultsEnd() {
    faultsAreOver = true;
  }

  @Override
  public boolean isDone() {
    return faultsAreOver;
  }

  @Override
  public void check(List<AllocatedBatch> batches) {
    for (AllocatedBatch batch : batches) {
      if (!sink.of("out").containsKey(batch.time())) {
        throw new AssertionError("batch " + batch.number() + " was not written");
      }
    }
  }
}
