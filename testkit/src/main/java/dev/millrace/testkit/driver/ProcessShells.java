package dev.millrace.testkit.driver;

import dev.millrace.rdd.local.LocalEngine;
import dev.millrace.scheduler.core.DriverCore;
import dev.millrace.scheduler.tracker.ReceiverLauncher;
import dev.millrace.scheduler.tracker.ReceiverTracker;
import dev.millrace.scheduler.tracker.TrackerCommand;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.world.Life;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What the owners of a simulated process's state run in, for one life: a simulated thread each, or
 * the actors of production. <em>Owned by the world's thread.</em>
 */
public interface ProcessShells {
  /** Makes the shells of one life. */
  @FunctionalInterface
  interface Factory {
    /** Shells whose messages between receivers and tracker cross {@code network}. */
    ProcessShells open(Life life, ProcessSettings settings, SimulatedNetwork network);
  }

  /** Simulated threads for owners, and their queues for mailboxes. */
  static Factory plain() {
    return PlainShells::new;
  }

  /** Runs tasks on the driver thread, in the order given, never inside the call. */
  Executor driver();

  /** Runs a task on the driver thread once a time has passed. */
  void driverAfter(Duration delay, Runnable task);

  /** Gives the tracker its mailbox; called once. */
  Consumer<TrackerCommand> startTracker(ReceiverTracker tracker);

  /** Launches the receivers of {@code streams}, by stream id; called once. */
  ReceiverLauncher launcher(LocalEngine engine, List<SimulatedStream<?>> streams);

  /** Lets receivers' messages reach the tracker of {@code core}. */
  void open(DriverCore core);

  /** Ends the shells of a process that was stopped in good order. */
  void close(Runnable whenClosed);
}
