package dev.millrace.scheduler.core;

import dev.millrace.receiver.BlockId;
import dev.millrace.scheduler.DriverSettings;
import dev.millrace.scheduler.RateSettings;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.input.DirectInputSpec;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.scheduler.log.BinaryWriter;
import dev.millrace.scheduler.log.DriverEventCodec;
import dev.millrace.scheduler.log.DriverJournal;
import dev.millrace.scheduler.log.Journal;
import dev.millrace.scheduler.log.JournalListener;
import dev.millrace.scheduler.tracker.DriverLife;
import dev.millrace.time.Time;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.LogListener;
import dev.millrace.wal.LogSettings;
import dev.millrace.wal.LogThread;
import dev.millrace.wal.SnapshotStore;
import dev.millrace.wal.WriteAheadLog;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.InMemoryFileStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * A whole driver over a real log in memory, on one thread under a virtual clock; it can crash and
 * start again.
 */
final class DriverWorld {

  static final Duration BATCH = Duration.ofSeconds(1);
  static final Instant START = Instant.parse("2030-01-01T00:00:00.300Z");

  final VirtualLoop loop = new VirtualLoop(START);
  final FileStore store;
  final List<StreamingListenerEvent> events = new ArrayList<>();
  final List<Throwable> failures = new ArrayList<>();
  final List<Throwable> fatal = new ArrayList<>();
  final List<BlockId> removed = new ArrayList<>();
  final Set<BlockId> withoutCopies = new HashSet<>();
  final List<String> journalReports = new ArrayList<>();
  List<ReceiverSpec> specs = List.of(new ReceiverSpec(0, "receiver-0", Optional.empty()));
  int concurrentJobs = 1;
  int snapshotEvents = 1_000_000;
  boolean unpersist = true;
  Duration logLatency = Duration.ofMillis(1);
  Duration jobLatency = Duration.ofMillis(5);
  Duration inputLatency = Duration.ofMillis(2);
  List<DirectInputSpec> inputs = List.of();
  RateSettings rates = RateSettings.UNLIMITED;

  FakeReceivers receivers;
  FakePlanner planner;
  DriverState state;
  DriverJournal journal;
  DriverCore core;
  WriteAheadLog log;
  Optional<Throwable> startFailure = Optional.empty();
  boolean started;

  /** What recovery made, before the new life's first event. */
  byte[] recovered = new byte[0];

  /** Where the driver's commits go; a test may put something worse in between. */
  UnaryOperator<Journal> journalSeenByDriver = UnaryOperator.identity();

  private final JournalListener reports =
      new JournalListener() {
        @Override
        public void onSnapshotWritten(long sequence, int bytes) {
          journalReports.add("written");
        }

        @Override
        public void onSnapshotFailed(long sequence, Throwable cause) {
          journalReports.add("failed: " + cause);
        }

        @Override
        public void onSnapshotSkipped(String file, String reason) {
          journalReports.add("skipped " + file);
        }
      };

  DriverWorld() {
    this(new InMemoryFileStore());
  }

  DriverWorld(FileStore store) {
    this.store = store;
    newProgram();
  }

  /** A fresh planner and fresh executors, as a new process has them. */
  void newProgram() {
    receivers = new FakeReceivers(2);
    planner = new FakePlanner(BATCH);
  }

  /** Recovers and starts; returns when the driver has started. */
  DriverWorld start() {
    LogThread logThread = loop.logThread(logLatency);
    SnapshotStore snapshots = new SnapshotStore(store, "driver/snapshots", 2);
    state = new DriverState();
    log = recover(state, snapshots, logThread);
    recovered = encoded(state);
    journal =
        new DriverJournal(
            state,
            log,
            snapshots,
            snapshotEvents,
            new DriverJournal.Ports(loop.executor(), logThread, reports, fatal::add, step -> {}));
    DriverPorts ports =
        new DriverPorts(
            loop.executor(),
            loop.executor(),
            loop.executor(inputLatency),
            loop.executor(jobLatency),
            loop.timers(),
            loop,
            loop::nanos,
            planner,
            receivers,
            block -> !withoutCopies.contains(block),
            removed::add,
            events::add,
            failures::add,
            step -> {});
    core =
        new DriverCore(
            new DriverSettings(
                "test", BATCH, concurrentJobs, BATCH, unpersist, snapshotEvents, rates),
            specs,
            inputs,
            state,
            journalSeenByDriver.apply(journal),
            DriverLife.of(log.incarnation(), 5),
            ports,
            tracker -> tracker::on);
    receivers.tracker =
        (message, sender) -> loop.schedule(Duration.ZERO, () -> core.on(message, sender));
    core.start(
        failure -> {
          startFailure = failure;
          started = true;
        });
    loop.runFor(Duration.ofMillis(10));
    return this;
  }

  WriteAheadLog recover(DriverState into, SnapshotStore snapshots, LogThread logThread) {
    LogSettings settings =
        LogSettings.in("driver/log", "driver")
            .withSchemaHash(DriverEventCodec.SCHEMA_HASH)
            .withSegmentBytesMax(1024);
    LogEnvironment environment =
        new LogEnvironment(
            logThread, loop, loop::nanos, new SplittableRandom(1), step -> {}, LogListener.NONE);
    try {
      return DriverJournal.recover(
          into,
          snapshots,
          (start, replay) -> WriteAheadLog.open(store, settings, environment, start, replay),
          reports,
          step -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] encoded(DriverState state) {
    BinaryWriter out = new BinaryWriter();
    state.encode(out);
    ByteBuffer buffer = out.toBuffer();
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  /** The process dies: what was not written is gone. */
  DriverWorld crash() {
    loop.newLife();
    newProgram();
    return this;
  }

  /** Stops in good order, snapshot and all. */
  DriverWorld stop() {
    core.stopTaking(() -> {});
    loop.settle();
    core.halt();
    CompletableFuture<Void> closed = journal.close();
    loop.runFor(Duration.ofMillis(50));
    if (!closed.isDone()) {
      throw new AssertionError("the journal did not close");
    }
    loop.newLife();
    newProgram();
    return this;
  }

  FakeReceivers.FakeReceiver receiver() {
    return receivers.latest(0);
  }

  void run(Duration duration) {
    loop.runFor(duration);
  }

  /** Runs up to a little after the next tick. */
  void runBatch() {
    run(BATCH);
  }

  <E extends StreamingListenerEvent> List<E> events(Class<E> type) {
    return events.stream().filter(type::isInstance).map(type::cast).toList();
  }

  static Time tick(int number) {
    return new Time(Instant.parse("2030-01-01T00:00:01Z").toEpochMilli() + number * 1000L);
  }
}
