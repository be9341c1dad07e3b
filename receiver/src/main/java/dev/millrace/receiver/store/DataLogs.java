package dev.millrace.receiver.store;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceiverCrashPoints;
import dev.millrace.receiver.message.SupervisorMessage.CleanupOldBlocks;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.LogPosition;
import dev.millrace.wal.LogReader;
import dev.millrace.wal.LogSettings;
import dev.millrace.wal.WalCorruptException;
import dev.millrace.wal.WriteAheadLog;
import dev.millrace.wal.file.FileStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The data logs of all executors of a program, each in a directory of its own. One is provided to
 * the engine's tasks and receivers. <em>Thread-safe.</em>
 */
public final class DataLogs {

  /** Where the logs lie, below the store's root. */
  public static final String DIRECTORY = "receivedData";

  /** Room for the blocks that the receivers of an executor may have waiting. */
  private static final long QUEUE_BYTES_MAX = 512L << 20;

  private final FileStore store;
  private final UnaryOperator<LogSettings> settings;
  private final Function<String, LogEnvironment> environments;

  /** By executor id, completed when they are open; guarded by itself. */
  private final Map<String, CompletableFuture<DataLog>> logs = new LinkedHashMap<>();

  /** Executors that are lost; guarded by {@link #logs}. */
  private final Set<String> lost = new LinkedHashSet<>();

  /** By executor id; guarded by itself. */
  private final Map<String, LogReader> readers = new LinkedHashMap<>();

  /**
   * Creates the service; logs are opened when they are first used.
   *
   * @param settings changes the defaults of each log, for tests and special disks
   * @param environments makes what the log of an executor runs with; whoever makes a thread there
   *     ends it after {@link #close}
   */
  public DataLogs(
      FileStore store,
      UnaryOperator<LogSettings> settings,
      Function<String, LogEnvironment> environments) {
    this.store = store;
    this.settings = settings;
    this.environments = environments;
  }

  /** Where the log of an executor lies. */
  public static String directory(String executorId) {
    return DIRECTORY + "/" + executorId;
  }

  /**
   * The log of an executor, opened by the first call. Blocks on the disk.
   *
   * @throws UncheckedIOException if the log cannot be opened
   * @throws IllegalStateException if the executor is lost
   */
  public DataLog open(String executorId) {
    CompletableFuture<DataLog> log = new CompletableFuture<>();
    CompletableFuture<DataLog> known;
    synchronized (logs) {
      if (lost.contains(executorId)) {
        throw new IllegalStateException("the data log of executor " + executorId + " is abandoned");
      }
      known = logs.putIfAbsent(executorId, log);
    }
    if (known == null) {
      openInto(log, executorId);
      known = log;
    }
    try {
      return known.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof UncheckedIOException cause ? cause : e;
    }
  }

  /** Outside of any lock, for it takes its time. */
  private void openInto(CompletableFuture<DataLog> log, String executorId) {
    try {
      log.complete(openNew(executorId));
    } catch (RuntimeException | Error e) {
      synchronized (logs) {
        logs.remove(executorId); // the next one may be luckier
      }
      log.completeExceptionally(e);
    }
  }

  private DataLog openNew(String executorId) {
    LogSettings defaults =
        LogSettings.in(directory(executorId), "data-" + executorId)
            .withQueueBytesMax(QUEUE_BYTES_MAX);
    LogEnvironment environment = environments.apply(executorId);
    try {
      WriteAheadLog log =
          WriteAheadLog.open(
              store, settings.apply(defaults), environment, WriteAheadLog.NO_REPLAY, record -> {});
      environment.crashPoints().accept(ReceiverCrashPoints.LOG_OPENED);
      return new DataLog(log, this::cleanUp);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the data log in "
              + directory(executorId)
              + " of "
              + store.describe()
              + " cannot be opened",
          e);
    }
  }

  /**
   * The executor is lost: its log takes nothing more. What it holds can be read for ever. Does not
   * block on the disk.
   */
  public void abandon(String executorId) {
    CompletableFuture<DataLog> log;
    synchronized (logs) {
      lost.add(executorId);
      log = logs.getOrDefault(executorId, new CompletableFuture<>());
    }
    CompletableFuture<Void> unused = log.thenAccept(DataLog::abandon);
  }

  /** Passes a word of the driver on to all logs; completed when what nobody needs is gone. */
  private CompletableFuture<Void> cleanUp(CleanupOldBlocks word) {
    List<CompletableFuture<Void>> cleaning = new ArrayList<>();
    synchronized (logs) {
      logs.values().forEach(log -> cleaning.add(log.thenCompose(open -> open.truncate(word))));
    }
    return CompletableFuture.allOf(cleaning.toArray(CompletableFuture<?>[]::new));
  }

  /**
   * Reads a block from the log of an executor. Blocks on the disk.
   *
   * @throws WalCorruptException if what lies there is not this block
   */
  ByteBuffer read(String executorId, LogPosition position, BlockId id) throws IOException {
    LoggedBlock block;
    try {
      block = LoggedBlock.decode(reader(executorId).read(position));
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "the log record at " + position + " in " + directory(executorId) + ": " + e.getMessage(),
          e);
    }
    if (!block.id().equals(id)) {
      throw new IOException(
          "the log record at "
              + position
              + " in "
              + directory(executorId)
              + " holds block "
              + block.id()
              + " where "
              + id
              + " was expected");
    }
    return block.bytes();
  }

  private LogReader reader(String executorId) {
    synchronized (readers) {
      return readers.computeIfAbsent(executorId, id -> new LogReader(store, directory(id)));
    }
  }

  /**
   * Writes what waits and closes all logs and readers.
   *
   * @return completed when that is done; fails if one could not be closed in good order
   */
  public CompletableFuture<Void> close() {
    List<CompletableFuture<Void>> closing = new ArrayList<>();
    synchronized (logs) {
      logs.values().forEach(log -> closing.add(log.thenCompose(DataLog::close)));
      lost.addAll(logs.keySet());
    }
    synchronized (readers) {
      readers.values().forEach(reader -> closing.add(close(reader)));
      readers.clear();
    }
    return CompletableFuture.allOf(closing.toArray(CompletableFuture<?>[]::new));
  }

  private static CompletableFuture<Void> close(LogReader reader) {
    try {
      reader.close();
      return CompletableFuture.completedFuture(null);
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
