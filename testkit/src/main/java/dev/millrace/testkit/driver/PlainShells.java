package dev.millrace.testkit.driver;

import dev.millrace.rdd.local.LocalEngine;
import dev.millrace.receiver.message.TrackerMessage;
import dev.millrace.receiver.supervisor.ReceiverEnvironment;
import dev.millrace.scheduler.core.DriverCore;
import dev.millrace.scheduler.tracker.ReceiverLauncher;
import dev.millrace.scheduler.tracker.ReceiverTracker;
import dev.millrace.scheduler.tracker.TrackerCommand;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.world.Life;
import dev.millrace.wal.LogThread;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Simulated threads for owners, and their queues for mailboxes. */
final class PlainShells implements ProcessShells {
  private static final String TRACKER = "driver/tracker";

  private final Life life;
  private final ReceiverEnvironment receivers;
  private final SimulatedNetwork network;
  private final LogThread driverThread;

  PlainShells(Life life, ReceiverEnvironment receivers, SimulatedNetwork network) {
    this.life = life;
    this.receivers = receivers;
    this.network = network;
    this.driverThread = life.thread("driver");
  }

  @Override
  public Executor driver() {
    return driverThread;
  }

  @Override
  public void driverAfter(Duration delay, Runnable task) {
    driverThread.executeAfter(delay, task);
  }

  @Override
  public Consumer<TrackerCommand> startTracker(ReceiverTracker tracker) {
    return tracker::on;
  }

  @Override
  public ReceiverLauncher launcher(LocalEngine engine, List<SimulatedStream<?>> streams) {
    return new SimulatedLauncher(
        life, receivers, engine, network, driverThread, List.copyOf(streams), TRACKER);
  }

  @Override
  public void open(DriverCore core) {
    network.open(
        life,
        TRACKER,
        (from, message) ->
            driverThread.execute(
                () ->
                    core.on(
                        (TrackerMessage) message,
                        answer -> network.send(life, TRACKER, from, answer))));
  }

  @Override
  public void close(Runnable whenClosed) {
    whenClosed.run();
  }
}
