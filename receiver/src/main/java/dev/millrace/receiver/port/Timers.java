package dev.millrace.receiver.port;

import java.time.Duration;

/** Runs short tasks later. <em>Thread-safe.</em> */
public interface Timers {

  /**
   * Runs {@code task} once {@code delay} has passed; it must be quick and must not throw.
   *
   * @return cancels the task if it has not begun; running it late or twice does no harm
   */
  Runnable after(Duration delay, Runnable task);
}
