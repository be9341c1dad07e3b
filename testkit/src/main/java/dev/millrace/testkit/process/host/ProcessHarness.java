package dev.millrace.testkit.process.host;

import dev.millrace.testkit.crash.host.ProcessCrashPoints;
import dev.millrace.testkit.process.Attempt;
import dev.millrace.testkit.process.KeyedSink;
import dev.millrace.testkit.process.Kill;
import dev.millrace.testkit.process.SinkAudit;
import dev.millrace.testkit.process.SourceLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * Kills a real streaming program again and again, each life on the directory of the one before, and
 * holds what reached its sink against what its source was told to forget. Source, ledger and audit
 * live in the calling process, outside the victim. Every wait is bounded, and only processes that
 * this harness started are killed. <em>Owned by one thread.</em>
 */
public final class ProcessHarness implements AutoCloseable {
  private static final int GROUP_MAX = 20;
  private static final long CONTACT_MILLIS = 30_000;
  private static final long PLAN_MILLIS = 10_000;
  private static final long DRAIN_MILLIS = 60_000;
  private static final long STOP_MILLIS = 60_000;
  private static final long POLL_MILLIS = 25;

  private final Path checkpoint;
  private final Path sinkDirectory;
  private final Path output;
  private final KeyedSink sink;
  private final Map<String, String> settings;
  private final SinkAudit audit = new SinkAudit();
  private final SourceLedger ledger = new SourceLedger();
  private final SourceServer source;
  private int lives;
  private int kills;

  /**
   * A harness that keeps everything below a directory, and gives records away at once.
   *
   * @param directory empty; on a disk that can sync
   * @param seed decides how many records the source gives at a time
   * @param groupMax the most records at a time
   * @param settings of the program, in addition to or in place of its own
   */
  public ProcessHarness(Path directory, long seed, int groupMax, Map<String, String> settings)
      throws IOException {
    this.settings = new TreeMap<>(settings);
    checkpoint = directory.resolve("checkpoint");
    sinkDirectory = Files.createDirectories(directory.resolve("sink"));
    output = directory.resolve("output.txt");
    sink = new KeyedSink(sinkDirectory, step -> {});
    source = new SourceServer(ledger, new SplittableRandom(seed), groupMax);
    source.start();
  }

  /** A harness with small groups, whose program has its own settings. */
  public ProcessHarness(Path directory, long seed) throws IOException {
    this(directory, seed, GROUP_MAX, Map.of());
  }

  /**
   * What a harness has seen when it finished.
   *
   * @param kills processes that a SIGKILL ended
   * @param given attempts of the source to give a record away
   * @param acknowledged those that were acknowledged
   * @param audit how the sink compares
   */
  public record Outcome(int kills, int given, int acknowledged, SinkAudit.Outcome audit) {}

  /** Why {@link Kill.AtSystemCall} is impossible here; empty if it is possible. */
  public static Optional<String> obstacleToSystemCalls() throws InterruptedException {
    return SystemCallKiller.obstacle();
  }

  /** Runs a life of records without padding; {@link #live(Kill, int)}. */
  public boolean live(Kill kill) throws IOException, InterruptedException {
    return live(kill, 0);
  }

  /**
   * Runs the program until a SIGKILL ends it, then looks at the sink.
   *
   * @param paddingBytes by how much each record is longer than it need be
   * @return whether it ended as planned; false if it never came to the planned place and was killed
   *     from outside
   * @throws AssertionError if the program ends in any other way
   */
  public boolean live(Kill kill, int paddingBytes) throws IOException, InterruptedException {
    source.expectContact();
    try (Victim victim = start(Optional.of(kill), paddingBytes)) {
      boolean asPlanned = await(victim, kill);
      if (victim.isAlive()) {
        victim.kill();
      }
      require(victim.wasKilled(), kill + ": the program ended by itself", victim);
      kills++;
      audit.observe(sink.read());
      return asPlanned;
    }
  }

  private boolean await(Victim victim, Kill kill) throws IOException, InterruptedException {
    if (kill instanceof Kill.AfterTime time) {
      if (time.whenReceiving()) {
        awaitContact(victim);
      }
      return !victim.awaitEnd(time.after().toMillis());
    }
    if (kill instanceof Kill.AfterPause pause) {
      awaitContact(victim);
      victim.signal("STOP");
      boolean endedWhileStopped = victim.awaitEnd(pause.pause().toMillis());
      victim.signal("CONT");
      return !endedWhileStopped && !victim.awaitEnd(pause.after().toMillis());
    }
    return victim.awaitEnd(PLAN_MILLIS);
  }

  private void awaitContact(Victim victim) throws IOException, InterruptedException {
    require(source.awaitContact(CONTACT_MILLIS), "the program does not ask the source", victim);
  }

  /**
   * Runs the program once more, undisturbed, until it has taken every record that was ever given;
   * stops it in good order, which processes what it took, and compares.
   *
   * @throws AssertionError if the program does not take what is left, or does not stop
   */
  public Outcome finish() throws IOException, InterruptedException {
    ledger.exhaust();
    try (Victim victim = start(Optional.empty(), 0)) {
      long deadline = System.nanoTime() + Duration.ofMillis(DRAIN_MILLIS).toNanos();
      while (!ledger.isDrained() && System.nanoTime() < deadline) {
        require(!victim.awaitEnd(POLL_MILLIS), "the program ended by itself", victim);
      }
      require(ledger.isDrained(), "the program does not take all records", victim);
      victim.endInput();
      require(victim.awaitEnd(STOP_MILLIS), "the program does not stop", victim);
      require(!victim.wasKilled(), "the program did not stop by itself", victim);
    }
    audit.observe(sink.read());
    Set<Attempt> given = ledger.given();
    Set<Attempt> acknowledged = ledger.acknowledged();
    return new Outcome(
        kills,
        given.size(),
        acknowledged.size(),
        audit.check(given, acknowledged, VictimProgram.OUTPUTS));
  }

  private Victim start(Optional<Kill> kill, int paddingBytes) throws IOException {
    lives++;
    List<String> command = new ArrayList<>();
    if (kill.isPresent() && kill.get() instanceof Kill.AtSystemCall call) {
      command.addAll(SystemCallKiller.prefix(call, checkpoint));
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(VictimProgram.class.getName());
    command.addAll(
        List.of(
            checkpoint.toString(),
            sinkDirectory.toString(),
            Integer.toString(source.port()),
            Integer.toString(paddingBytes)));
    settings.forEach((key, value) -> command.add(key + "=" + value));
    Map<String, String> environment =
        kill.isPresent() && kill.get() instanceof Kill.AtCrashPoint point
            ? Map.of(ProcessCrashPoints.VARIABLE, point.plan().toString())
            : Map.of();
    return Victim.start(command, environment, output);
  }

  private void require(boolean condition, String complaint, Victim victim) throws IOException {
    if (!condition) {
      throw new AssertionError("life " + lives + ": " + complaint + "; " + victim.describeEnd());
    }
  }

  /** Closes the source. */
  @Override
  public void close() throws IOException, InterruptedException {
    source.close();
  }
}
