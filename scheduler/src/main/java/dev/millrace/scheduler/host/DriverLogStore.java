package dev.millrace.scheduler.host;

import dev.millrace.scheduler.log.DriverEventCodec;
import dev.millrace.scheduler.log.DriverJournal;
import dev.millrace.scheduler.log.JournalState;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.LogSettings;
import dev.millrace.wal.SnapshotStore;
import dev.millrace.wal.WriteAheadLog;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.InMemoryFileStore;
import dev.millrace.wal.host.SingleLogThread;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The driver log's place in a file store, and its thread. <em>Thread-safe.</em> */
final class DriverLogStore {

  private static final Logger LOG = LoggerFactory.getLogger(DriverLogStore.class);
  private static final String DIRECTORY = "driver/log";
  private static final String SNAPSHOTS = "driver/snapshots";
  private static final int SNAPSHOTS_KEPT = 10;

  private final FileStore store;
  private final SingleLogThread thread;
  private final SnapshotStore snapshots;
  private final Consumer<String> crashPoints;
  private final LogReporter reporter = new LogReporter();

  DriverLogStore(FileStore store, String program, Consumer<String> crashPoints) {
    this.store = store;
    this.crashPoints = crashPoints;
    this.thread = new SingleLogThread(program + "-driver-log");
    // A snapshot in memory cannot be damaged, so the newest alone releases the log.
    this.snapshots =
        new SnapshotStore(store, SNAPSHOTS, isKept() ? SNAPSHOTS_KEPT : 1, crashPoints);
  }

  /** Whether the log outlives the program. */
  boolean isKept() {
    return !(store instanceof InMemoryFileStore);
  }

  /** Recovers {@code state} and opens the log. Blocks on the disk. */
  WriteAheadLog recover(JournalState state, InstantSource clock) {
    LogSettings settings =
        LogSettings.in(DIRECTORY, "driver").withSchemaHash(DriverEventCodec.SCHEMA_HASH);
    LogEnvironment environment =
        new LogEnvironment(
            thread, clock, System::nanoTime, new SplittableRandom(), crashPoints, reporter);
    try {
      return DriverJournal.recover(
          state,
          snapshots,
          (start, replay) -> WriteAheadLog.open(store, settings, environment, start, replay),
          reporter,
          crashPoints);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the driver log in " + store.describe() + " cannot be recovered: " + e.getMessage(), e);
    }
  }

  SnapshotStore snapshots() {
    return snapshots;
  }

  SingleLogThread thread() {
    return thread;
  }

  LogReporter reporter() {
    return reporter;
  }

  /** Waits for the log to close, then ends its thread. */
  void finish(CompletableFuture<Void> closed, Duration timeout) {
    try {
      closed.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.warn("driver log: not closed in good order; nothing acknowledged is lost", e.getCause());
    } catch (TimeoutException e) {
      LOG.warn("driver log: not closed within {}; nothing acknowledged is lost", timeout);
    }
    thread.close();
  }
}
