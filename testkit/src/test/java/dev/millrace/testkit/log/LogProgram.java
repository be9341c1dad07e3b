package dev.millrace.testkit.log;

import dev.millrace.testkit.crash.CrashPoints;
import dev.millrace.testkit.world.ChanceStream;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.World;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.LogListener;
import dev.millrace.wal.LogPosition;
import dev.millrace.wal.LogQueueFullException;
import dev.millrace.wal.LogReader;
import dev.millrace.wal.LogRecord;
import dev.millrace.wal.LogSettings;
import dev.millrace.wal.RestorePoint;
import dev.millrace.wal.Snapshot;
import dev.millrace.wal.SnapshotStore;
import dev.millrace.wal.WriteAheadLog;
import dev.millrace.wal.file.FileStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * One life of a log's owner: recovers from snapshot and log, appends, reads back, takes snapshots,
 * truncates, and now and then closes in good order. Reports all it sees to the ledger. Whatever it
 * cannot go on from ends its life.
 */
final class LogProgram {
  private static final int POSITIONS_KEPT = 20;
  private static final int WAITING_MAX = 40;

  private final Life life;
  private final LogLedger ledger;
  private final LogSettings settings;
  private final BooleanSupplier faultsAreOver;
  private final FileStore store;
  private final LogReader reader;
  private final SnapshotStore snapshots;
  private final ChanceStream chance;
  private final LogEnvironment environment;
  private final ArrayDeque<LogPosition> positions = new ArrayDeque<>();
  private long appliedUpTo;
  private long state;
  private long truncatedBefore;
  private int waiting;

  LogProgram(
      Life life,
      LogLedger ledger,
      FileStore store,
      CrashPoints crashPoints,
      LogSettings settings,
      BooleanSupplier faultsAreOver) {
    this.life = life;
    this.ledger = ledger;
    this.settings = settings;
    this.faultsAreOver = faultsAreOver;
    this.store = store;
    this.reader = new LogReader(store, settings.directory());
    this.snapshots = new SnapshotStore(store, "snapshots", 2, crashPoints.of(life));
    this.chance = life.random("owner");
    this.environment =
        new LogEnvironment(
            life.thread("log"),
            life.clock(),
            life.nanoTime(),
            life.random("log"),
            crashPoints.of(life),
            new NotingListener());
  }

  /** Recovers; on return the log is open. */
  WriteAheadLog recover() throws IOException {
    RestorePoint start = snapshots.restorePoint();
    ledger.require(
        start.skipped().isEmpty(), "an honest disk's snapshots are damaged: %s", start.skipped());
    start.snapshot().ifPresent(this::restore);
    ledger.onReplayStarts(start.replayFrom());
    WriteAheadLog log = WriteAheadLog.open(store, settings, environment, start, this::replay);
    ledger.onReplayEnds();
    note("recovered up to", appliedUpTo);
    return log;
  }

  private void restore(Snapshot snapshot) {
    state = snapshot.payload().getLong();
    appliedUpTo = snapshot.sequence();
    ledger.onSnapshot(appliedUpTo, state);
  }

  private void replay(LogRecord record) {
    ledger.onReplayed(record.position().sequence(), record.payload());
    apply(record.position(), ledger.requireWhole(record.payload()));
  }

  private void apply(LogPosition position, long id) {
    appliedUpTo = position.sequence();
    state = LogLedger.nextState(state, id);
    positions.addLast(position);
    if (positions.size() > POSITIONS_KEPT) {
      positions.removeFirst();
    }
  }

  /** Works for ever, or until {@code done} says that the life may close its log. */
  void work(WriteAheadLog log, LogWorkload workload, Consumer<LogProgram> whenClosed) {
    if (workload.isDone(ledger, life)) {
      snapshot(log);
      close(log, whenClosed);
      return;
    }
    int count = 1 + chance.nextInt(workload.burstMax());
    for (int i = 0; i < count; i++) {
      append(log, (int) chance.upTo(chance.upTo(workload.lengthMax())));
    }
    if (chance.oneIn(4)) {
      readBack();
    }
    if (chance.oneIn(workload.snapshotOneIn())) {
      snapshot(log);
    }
    Duration pause = Duration.ofNanos(chance.upTo(workload.pauseNanosMax()));
    life.after(pause, "owner", () -> work(log, workload, whenClosed));
  }

  /** Holds its source back while much waits for the disk. */
  private void append(WriteAheadLog log, int length) {
    if (waiting >= WAITING_MAX) {
      return;
    }
    long id = ledger.newId();
    long sequence = log.nextSequence();
    try {
      CompletableFuture<LogPosition> unused =
          log.append(WriteAheadLog.DATA, LogLedger.payload(id, length))
              .whenComplete((position, failure) -> onDone(id, position, failure));
      waiting++;
      if (life.isAlive()) {
        ledger.onAppended(sequence, id);
      }
    } catch (LogQueueFullException full) {
      note("is held back", sequence);
    }
  }

  private void onDone(long id, LogPosition position, Throwable failure) {
    if (!life.isAlive()) {
      return;
    }
    waiting--;
    if (failure == null) {
      ledger.onAcknowledged(position.sequence(), id);
      apply(position, id);
    } else {
      exit(failure);
    }
  }

  private void readBack() {
    if (positions.isEmpty()) {
      return;
    }
    int skipped = chance.nextInt(positions.size());
    LogPosition position = positions.stream().skip(skipped).findFirst().orElseThrow();
    if (position.sequence() < truncatedBefore) {
      return;
    }
    try {
      ledger.onRead(position.sequence(), reader.read(position));
    } catch (IOException e) {
      exit(e);
    }
  }

  private void snapshot(WriteAheadLog log) {
    try {
      ByteBuffer payload = ByteBuffer.allocate(Long.BYTES).putLong(state).flip();
      snapshots.write(appliedUpTo, log.incarnation(), payload);
      OptionalLong needed = snapshots.retainableFrom();
      if (needed.isPresent()) {
        truncatedBefore = needed.getAsLong();
        CompletableFuture<Void> unused =
            log.truncateBefore(truncatedBefore)
                .whenComplete(
                    (done, failure) -> note("truncated", failure == null ? "all" : "some"));
      }
    } catch (IOException e) {
      note("takes no snapshot", e.getMessage());
      ledger.require(!faultsAreOver.getAsBoolean(), "no snapshot on a good disk: %s", e);
    }
  }

  private void close(WriteAheadLog log, Consumer<LogProgram> whenClosed) {
    CompletableFuture<Void> unused =
        log.close()
            .whenComplete(
                (closed, failure) -> {
                  if (life.isAlive()) {
                    note("closed", failure == null ? "in good order" : failure.toString());
                    whenClosed.accept(this);
                  }
                });
  }

  /** Lets go of what it reads. */
  void closeReader() throws IOException {
    reader.close();
  }

  /** What a process does that cannot go on: it ends, and is started again. */
  private void exit(Throwable cause) {
    note("exits", cause.toString());
    life.node().crash();
  }

  private void note(String what, Object detail) {
    World world = life.world();
    if (life.isAlive()) {
      world.note(life.name(), what, detail);
    }
  }

  private final class NotingListener implements LogListener {
    @Override
    public void onSegmentPoisoned(String segment, IOException cause, int recordsRewritten) {
      note("poisons", segment);
    }

    @Override
    public void onSegmentOpened(String segment, long firstSequence) {
      note("opens", segment);
    }

    @Override
    public void onTornTail(
        String segment, long validBytes, long droppedBytes, long droppedRecords) {
      note("drops a torn tail of bytes", droppedBytes);
    }

    @Override
    public void onForeignBytesIgnored(String segment, long fromOffset) {
      note("ignores foreign bytes in", segment);
    }
  }
}
