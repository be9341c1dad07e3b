package dev.millrace.scheduler.log;

/** Where the driver's decisions go. <em>Owned by the driver thread.</em> */
public interface Journal {

  /**
   * Applies an event to the driver's state now and makes it durable.
   *
   * @param whenDurable runs on the driver thread once the event and all before it are durable,
   *     never inside this call, in the order of the commits: only here may the event be shown
   *     outside
   */
  void commit(DriverEvent event, Runnable whenDurable);

  /**
   * Runs {@code task} on the driver thread, never inside this call, once all that was committed so
   * far is durable.
   */
  void afterDurable(Runnable task);
}
