package dev.millrace.testkit.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.codec.LineCodec;
import dev.millrace.receiver.LineIntake;
import dev.millrace.receiver.Receiver;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.DriverSettings;
import dev.millrace.scheduler.OutputJob;
import dev.millrace.scheduler.listener.StreamingListenerBatchCompleted;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.testkit.crash.CrashPoints;
import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.law.ProcessWatch;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.Node;
import dev.millrace.testkit.world.World;
import dev.millrace.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Back-pressure from end to end, on virtual time: a receiver whose source never ends, blocks,
 * driver, jobs that take as long as their records say, and back to the receiver's limit.
 */
final class BackpressureSimulationTest {
  private static final Duration BATCH = Duration.ofSeconds(1);

  private static final SimulatedStream<String> ENDLESS = (life, incarnation) -> new Endless(life);

  private final World world = new World(7, 5_000_000);
  private final Node node = world.node("driver");
  private final SimulatedDisk disk = SimulatedDisk.in(node);
  private final List<Long> batchSizes = new ArrayList<>();
  private Optional<SimulatedProcess> process = Optional.empty();

  /** How many records a job gets through in a second. */
  private double processingRate = 10_000;

  private void start(MillraceConf conf) {
    node.start(
        life -> {
          try {
            ProcessSettings settings =
                new ProcessSettings(
                    DriverSettings.of("sim", BATCH, conf), ReceiverSettings.from(conf), 2, 1 << 20);
            SimulatedProcess begun =
                new SimulatedProcess(
                    life,
                    settings,
                    disk.mount(life),
                    new SimulatedNetwork(world),
                    new CrashPoints(node),
                    ProcessWatch.NONE,
                    List.of(ENDLESS),
                    List.of(),
                    context -> new Slow(life),
                    this::onEvent,
                    failure -> {
                      throw new AssertionError(failure);
                    },
                    ProcessShells.plain());
            process = Optional.of(begun);
            begun.start(failure -> assertTrue(failure.isEmpty()));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private void onEvent(StreamingListenerEvent event) {
    if (event instanceof StreamingListenerBatchCompleted completed) {
      batchSizes.add(completed.batchInfo().numRecords());
    }
  }

  private static MillraceConf conf() {
    return new MillraceConf()
        .set("millrace.streaming.backpressure.enabled", "true")
        .set("millrace.streaming.backpressure.initialRate", "1000")
        .set("millrace.streaming.backpressure.pid.minRate", "50")
        .set("millrace.streaming.receiver.maxRate", "5000");
  }

  /** Records of the newest batch, to be compared with a tolerance. */
  private double newest() {
    return batchSizes.get(batchSizes.size() - 1).doubleValue();
  }

  @Test
  void aSlowBatchLowersTheRateAndAFastOneRaisesIt() {
    start(conf());
    world.runFor(Duration.ofSeconds(10));
    assertTrue(
        batchSizes.get(0) <= 1_100,
        "the first batch is bounded by the initial rate: " + batchSizes);
    assertEquals(5_000, newest(), 300, "a fast job lets the maximum in: " + batchSizes);
    processingRate = 800;
    world.runFor(Duration.ofSeconds(60));
    assertTrue(newest() < 1_000, () -> "what can be processed: " + batchSizes);
    assertTrue(newest() > 300, () -> "and not much less: " + batchSizes);
    processingRate = 3_000;
    world.runFor(Duration.ofSeconds(30));
    assertEquals(3_000, newest(), 600, () -> "up again: " + batchSizes);
    assertTrue(
        batchSizes.stream().allMatch(size -> size <= 5_500), () -> "never more: " + batchSizes);
  }

  @Test
  void aReceiverThatIsPlacedAgainKeepsTheRate() {
    processingRate = 800;
    start(conf());
    world.runFor(Duration.ofSeconds(40));
    assertTrue(newest() < 1_000, batchSizes::toString);
    int before = batchSizes.size();
    String executor = process.orElseThrow().engine().executors().get(0).executorId();
    process.orElseThrow().killExecutor(executor, "the test says so");
    world.runFor(Duration.ofSeconds(20));
    List<Long> after = batchSizes.subList(before, batchSizes.size());
    assertTrue(after.size() > 10, after::toString);
    assertTrue(after.stream().allMatch(size -> size < 1_300), after::toString);
    assertTrue(newest() > 300, "it goes on: " + after);
  }

  @Test
  void withoutBackpressureTheRateStaysAsItIs() {
    processingRate = 800;
    start(conf().set("millrace.streaming.backpressure.enabled", "false"));
    world.runFor(Duration.ofSeconds(20));
    assertEquals(1_000, newest(), 60, batchSizes::toString);
  }

  /** A source that always has one more line. */
  private static final class Endless extends Receiver<String> {
    private static final long serialVersionUID = 1L;
    private static final int PIECE = 50;
    private static final byte[] LINES = "x\n".repeat(PIECE).getBytes(StandardCharsets.US_ASCII);

    private final transient Life life;

    Endless(Life life) {
      super(StorageLevel.MEMORY_AND_DISK_SER());
      this.life = life;
    }

    @Override
    public RecordCodec<String> codec(List<String> readablePrefixes) {
      return new LineCodec();
    }

    @Override
    public void onStart() {
      give(support().lines());
    }

    @Override
    public void onStop() {
      // The next piece is not given.
    }

    private void give(LineIntake lines) {
      if (isStopped()) {
        return;
      }
      try {
        long now = life.nanoTime().getAsLong();
        int count = lines.admissible(PIECE, now);
        if (count > 0) {
          boolean unused = lines.offer(LINES, 0, 2 * count, count, now);
        }
        long wait = Math.max(lines.waitNanos(now), Duration.ofMillis(1).toNanos());
        life.after(Duration.ofNanos(wait), "source", () -> give(lines));
      } catch (IllegalStateException ended) {
        return; // the executor is lost
      }
    }
  }

  /** Jobs that take as long as the processing rate says. */
  private final class Slow implements BatchPlanner {
    private final Life life;

    Slow(Life life) {
      this.life = life;
    }

    @Override
    public List<OutputJob> plan(AllocatedBatch batch) {
      long records = batch.blocksOf(0).stream().mapToLong(block -> block.recordCount()).sum();
      return List.of(
          new OutputJob(
              0,
              "slow",
              "slow",
              () -> life.sleep(Duration.ofNanos((long) (records * 1e9 / processingRate)))));
    }

    @Override
    public void release(Time time) {
      // Nothing is kept for a batch.
    }
  }
}
