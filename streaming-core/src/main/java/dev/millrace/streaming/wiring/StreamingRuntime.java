package dev.millrace.streaming.wiring;

import dev.millrace.rdd.Engine;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.receiver.host.SocketNetwork;
import dev.millrace.receiver.host.SystemReceiverThreads;
import dev.millrace.receiver.host.SystemTimers;
import dev.millrace.receiver.store.DataLogs;
import dev.millrace.receiver.supervisor.ReceiverEnvironment;
import dev.millrace.scheduler.DriverSettings;
import dev.millrace.scheduler.StopReport;
import dev.millrace.scheduler.host.StreamingDriver;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.streaming.wiring.actor.ReceiverTasks;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.InMemoryFileStore;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/** A running streaming program: everything that lives from start to stop. <em>Thread-safe.</em> */
public final class StreamingRuntime implements RunningProgram {

  private final Engine engine;
  private final DriverSettings settings;
  private final ActorHost actors;
  private final SystemTimers receiverTimers = new SystemTimers();
  private final Optional<DataLogHost> dataLogs;
  private final StreamingDriver driver;

  private StreamingRuntime(String name, RuntimeSpec spec, ActorHost actors) {
    this.engine = spec.engine();
    this.settings = DriverSettings.of(name, spec.batchDuration(), spec.conf());
    this.actors = actors;
    Optional<FileStore> directory = spec.checkpointDirectory().map(CheckpointDirectory::open);
    this.dataLogs = directory.map(store -> new DataLogHost(name, store, spec.crashPoints()));
    ReceiverEnvironment environment =
        new ReceiverEnvironment(
            ReceiverSettings.from(spec.conf()),
            new SystemReceiverThreads(),
            receiverTimers,
            System::nanoTime,
            (streamId, incarnation) -> new SplittableRandom(),
            new SocketNetwork(System::nanoTime),
            spec.receiverListener(),
            spec.crashPoints());
    this.driver =
        new StreamingDriver(
            settings,
            engine,
            directory.orElseGet(InMemoryFileStore::new),
            spec.planner(),
            spec.receiverSpecs(),
            spec.inputs(),
            new ReceiverTasks(spec.receivers(), actors, environment),
            actors,
            spec.listeners(),
            spec.crashPoints());
  }

  /**
   * Builds and starts a program; returns when its clock runs. When it throws, nothing is left.
   *
   * @param name the program's name
   * @param spec makes the rest of the description, while the actor system starts
   * @throws RuntimeException if the description cannot be made, the logs cannot be recovered or the
   *     program refuses to start
   */
  public static StreamingRuntime start(String name, Supplier<RuntimeSpec> spec) {
    ActorHost actors = new ActorHost(name);
    actors.start();
    try {
      StreamingRuntime runtime = new StreamingRuntime(name, spec.get(), actors);
      runtime.launch();
      return runtime;
    } catch (RuntimeException | Error e) {
      actors.close();
      throw e;
    }
  }

  private void launch() {
    claimEngine();
    try {
      dataLogs.ifPresent(host -> engine.provide(DataLogs.class, host.logs()));
      driver.start();
    } catch (RuntimeException | Error e) {
      closeParts();
      throw e;
    }
  }

  /** Two programs at a time on one engine would mix their blocks, which have the same names. */
  private void claimEngine() {
    try {
      engine.provide(StreamingRuntime.class, this);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          "the RddContext runs another streaming context: stop that one first, or give this one an"
              + " RddContext of its own",
          e);
    }
  }

  @Override
  public StopReport stop(boolean graceful) {
    StopReport report = driver.stop(graceful, settings.gracefulStopTimeout());
    closeParts();
    return report;
  }

  /** What the driver and the receivers have used, once they have stopped. Idempotent. */
  private void closeParts() {
    actors.close();
    receiverTimers.close();
    dataLogs.ifPresent(DataLogHost::close);
    engine.withdraw(DataLogs.class);
    engine.withdraw(StreamingRuntime.class);
  }

  @Override
  public void awaitTermination() throws InterruptedException {
    driver.awaitTermination();
  }

  @Override
  public boolean awaitTermination(Duration timeout) throws InterruptedException {
    return driver.awaitTermination(timeout);
  }

  @Override
  public boolean dismissFailedBatch(long batchNumber) {
    return driver.dismissFailedBatch(batchNumber);
  }

  @Override
  public void addListener(StreamingListener listener) {
    driver.addListener(listener);
  }

  @Override
  public void removeListener(StreamingListener listener) {
    driver.removeListener(listener);
  }
}
