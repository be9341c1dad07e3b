package dev.millrace.streaming.wiring;

import dev.millrace.receiver.store.DataLogs;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.host.SingleLogThread;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data logs of a program's executors, and the threads that they write on. */
final class DataLogHost implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DataLogHost.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private final String name;
  private final DataLogs logs;

  /** Guarded by itself: logs are opened by receivers, side by side. */
  private final List<SingleLogThread> threads = new ArrayList<>();

  DataLogHost(String name, FileStore store) {
    this.name = name;
    this.logs = new DataLogs(store, UnaryOperator.identity(), this::environment);
  }

  DataLogs logs() {
    return logs;
  }

  private LogEnvironment environment(String executorId) {
    SingleLogThread thread = new SingleLogThread(name + "-data-log-" + executorId);
    synchronized (threads) {
      threads.add(thread);
    }
    return new LogEnvironment(
        thread,
        InstantSource.system(),
        System::nanoTime,
        new SplittableRandom(),
        step -> {},
        new LogReporter("data log of executor " + executorId));
  }

  /** Writes what waits, then ends the threads; returns when they are gone. */
  @Override
  public void close() {
    try {
      logs.close().get(CLOSE_PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.warn("A data log was not closed in good order; nothing acknowledged is lost", e);
    } catch (TimeoutException e) {
      LOG.warn(
          "The data logs were not closed within {}; nothing acknowledged is lost", CLOSE_PATIENCE);
    }
    synchronized (threads) {
      threads.forEach(SingleLogThread::close);
    }
  }
}
