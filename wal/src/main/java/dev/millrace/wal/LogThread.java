package dev.millrace.wal;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The one thread that a log's writer works on. Tasks run one at a time, in the order in which they
 * were given; in a simulation they run on the world's event loop.
 */
public interface LogThread extends Executor {

  /** Runs {@code task} on the thread after {@code delay} at the earliest. */
  void executeAfter(Duration delay, Runnable task);
}
