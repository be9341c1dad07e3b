package dev.millrace.scheduler.log;

import dev.millrace.scheduler.SchedulerCrashPoints;
import dev.millrace.wal.LogPosition;
import dev.millrace.wal.LogRecord;
import dev.millrace.wal.RestorePoint;
import dev.millrace.wal.SnapshotStore;
import dev.millrace.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The journal over a write-ahead log: an event is applied at once, appended, and shown when the
 * append is durable. Every so many events the state itself is written, so that the log can be
 * released and recovery stays short. <em>Owned by the driver thread</em>, but for what the log's
 * thread reports, which is two counters.
 */
public final class DriverJournal implements Journal {

  /**
   * What the journal works with.
   *
   * @param crashPoints told each step that has just been done, see {@link SchedulerCrashPoints}; on
   *     the driver thread and the log's
   */
  public record Ports(
      Executor driver,
      Executor logThread,
      JournalListener listener,
      Consumer<Throwable> fatal,
      Consumer<String> crashPoints) {}

  /** Something that waits for the first {@code events} commits to be durable. */
  private record Waiting(long events, Runnable task) {}

  private final JournalState state;
  private final WriteAheadLog log;

  /** Used on the log's thread only. */
  private final SnapshotStore snapshots;

  private final Ports ports;
  private final int snapshotEvents;
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
  private long committed;
  private long committedAtSnapshot;
  private CompletableFuture<LogPosition> lastAppend = new CompletableFuture<>();

  /** Commits that are durable. Written by the log's thread, in order. */
  private final AtomicLong durable = new AtomicLong();

  /** Whether a drain is on its way to the driver thread. */
  private final AtomicBoolean drainQueued = new AtomicBoolean();

  /**
   * A journal that goes on where recovery ended.
   *
   * @param state what {@link #recover} made
   * @param log the log that it opened
   */
  public DriverJournal(
      JournalState state,
      WriteAheadLog log,
      SnapshotStore snapshots,
      int snapshotEvents,
      Ports ports) {
    this.state = state;
    this.log = log;
    this.snapshots = snapshots;
    this.snapshotEvents = snapshotEvents;
    this.ports = ports;
  }

  /** Opens the log that is to be replayed from where a snapshot, or none, ends. */
  @FunctionalInterface
  public interface LogOpener {
    WriteAheadLog open(RestorePoint start, Consumer<LogRecord> replay) throws IOException;
  }

  /**
   * Brings a state that is still empty to where the last life left it: the newest sound snapshot,
   * then the events after it; all events where no snapshot is sound. Blocks on the disk.
   *
   * @throws IOException if log or snapshots are damaged so that events are missing, or cannot be
   *     read
   * @throws DriverLogFormatException if a record is none that this version writes
   */
  public static WriteAheadLog recover(
      JournalState state,
      SnapshotStore snapshots,
      LogOpener opener,
      JournalListener listener,
      Consumer<String> crashPoints)
      throws IOException {
    RestorePoint start = snapshots.restorePoint();
    start.skipped().forEach(bad -> listener.onSnapshotSkipped(bad.file(), bad.reason()));
    if (start.snapshot().isPresent()) {
      BinaryReader in = new BinaryReader(start.snapshot().get().payload());
      state.restore(in);
      in.expectEnd();
    }
    WriteAheadLog log =
        opener.open(
            start, record -> state.apply(DriverEventCodec.decode(record.type(), record.payload())));
    crashPoints.accept(SchedulerCrashPoints.RECOVERED);
    return log;
  }

  @Override
  public void commit(DriverEvent event, Runnable whenDurable) {
    state.apply(event);
    ports.crashPoints().accept(SchedulerCrashPoints.EVENT_APPLIED);
    committed++;
    waiting.add(new Waiting(committed, whenDurable));
    DriverEventCodec.Encoded record = DriverEventCodec.encode(event);
    CompletableFuture<LogPosition> append = log.append(record.type(), record.payload());
    long count = committed;
    lastAppend = append.whenComplete((position, failure) -> onAppended(count, failure));
    if (committed - committedAtSnapshot >= snapshotEvents) {
      CompletableFuture<Void> unused = snapshotAfterLastAppend();
    }
  }

  @Override
  public void afterDurable(Runnable task) {
    waiting.add(new Waiting(committed, task));
    if (durable.get() >= committed) {
      queueDrain();
    }
  }

  /**
   * Writes a last snapshot once all is durable, and closes the log.
   *
   * @return completed on the log's thread; fails if the log could not be closed in good order
   */
  public CompletableFuture<Void> close() {
    if (committed > committedAtSnapshot) {
      return snapshotAfterLastAppend()
          .handle((done, failure) -> null) // reported already; the log holds everything
          .thenCompose(ignored -> log.close());
    }
    return log.close();
  }

  /** Closes the log without a snapshot: the state is not to be trusted. */
  public CompletableFuture<Void> abandon() {
    return log.close();
  }

  /**
   * Encodes the state as it is now, after the last commit; writes it once that commit is durable.
   */
  private CompletableFuture<Void> snapshotAfterLastAppend() {
    committedAtSnapshot = committed;
    BinaryWriter out = new BinaryWriter(1024);
    state.encode(out);
    ByteBuffer bytes = out.toBuffer();
    ports.crashPoints().accept(SchedulerCrashPoints.SNAPSHOT_TAKEN);
    return lastAppend.thenComposeAsync(
        position -> writeSnapshot(position.sequence(), bytes), ports.logThread());
  }

  /** Whatever fails here is reported and harmless: the log keeps all records. */
  private CompletableFuture<Void> writeSnapshot(long sequence, ByteBuffer bytes) {
    CompletableFuture<Void> released;
    try {
      snapshots.write(sequence, log.incarnation(), bytes);
      ports.crashPoints().accept(SchedulerCrashPoints.SNAPSHOT_WRITTEN);
      OptionalLong retainable = snapshots.retainableFrom();
      released =
          retainable.isPresent()
              ? log.truncateBefore(retainable.getAsLong())
              : CompletableFuture.completedFuture(null);
    } catch (IOException | RuntimeException e) {
      released = CompletableFuture.failedFuture(e);
    }
    return released.whenComplete(
        (done, failure) -> {
          if (failure == null) {
            ports.listener().onSnapshotWritten(sequence, bytes.remaining());
          } else {
            ports.listener().onSnapshotFailed(sequence, failure);
          }
        });
  }

  private void onAppended(long count, Throwable failure) {
    if (failure != null) {
      ports.driver().execute(() -> ports.fatal().accept(failure));
      return;
    }
    durable.set(count);
    queueDrain();
  }

  private void queueDrain() {
    if (drainQueued.compareAndSet(false, true)) {
      ports.driver().execute(this::drain);
    }
  }

  private void drain() {
    drainQueued.set(false);
    long shown = durable.get();
    while (!waiting.isEmpty() && waiting.peek().events() <= shown) {
      ports.crashPoints().accept(SchedulerCrashPoints.EVENT_DURABLE);
      waiting.poll().task().run();
    }
  }
}
