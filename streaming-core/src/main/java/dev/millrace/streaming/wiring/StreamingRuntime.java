package dev.millrace.streaming.wiring;

import dev.millrace.scheduler.DriverSettings;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.StopReport;
import dev.millrace.scheduler.actor.DriverActorSystem;
import dev.millrace.scheduler.host.StreamingDriver;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.FileStores;
import dev.millrace.wal.file.InMemoryFileStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A running streaming program: everything that lives from start to stop. <em>Thread-safe.</em> */
public final class StreamingRuntime {

  private final StreamingDriver driver;
  private final CompletableFuture<DriverActorSystem> actors;
  private final DriverSettings settings;

  private StreamingRuntime(
      DriverSettings settings,
      StreamingDriver driver,
      CompletableFuture<DriverActorSystem> actors) {
    this.settings = settings;
    this.driver = driver;
    this.actors = actors;
  }

  /**
   * Builds and starts a program; returns when its clock runs. When it throws, nothing is left.
   *
   * @throws RuntimeException if the logs cannot be recovered or the program refuses to start
   */
  public static StreamingRuntime start(RuntimeSpec spec) {
    CompletableFuture<DriverActorSystem> actors = startActors(spec.name());
    try {
      DriverSettings settings = DriverSettings.of(spec.name(), spec.batchDuration(), spec.conf());
      StreamingDriver driver =
          new StreamingDriver(
              settings,
              spec.engine(),
              openStore(spec),
              spec.planner(),
              receiverSpecs(spec.receivers()),
              (streamId, incarnation, tracker) -> {
                throw new UnsupportedOperationException();
              },
              actors::join,
              spec.listeners());
      driver.start();
      return new StreamingRuntime(settings, driver, actors);
    } catch (RuntimeException | Error e) {
      actors.join().close();
      throw e;
    }
  }

  private static CompletableFuture<DriverActorSystem> startActors(String name) {
    CompletableFuture<DriverActorSystem> started = new CompletableFuture<>();
    Thread starter =
        new Thread(
            () -> {
              try {
                started.complete(DriverActorSystem.start("millrace"));
              } catch (Throwable e) {
                started.completeExceptionally(e);
              }
            },
            name + "-actors-start");
    starter.setDaemon(true);
    starter.start();
    return started;
  }

  private static FileStore openStore(RuntimeSpec spec) {
    if (spec.checkpointDirectory().isEmpty()) {
      return new InMemoryFileStore();
    }
    String directory = spec.checkpointDirectory().get();
    try {
      return FileStores.open(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the checkpoint directory " + directory + " cannot be used: " + e.getMessage(), e);
    }
  }

  private static List<ReceiverSpec> receiverSpecs(Map<Integer, ReceiverSource<?>> receivers) {
    return receivers.entrySet().stream()
        .map(
            entry ->
                new ReceiverSpec(
                    entry.getKey(),
                    entry.getValue().receiver().getClass().getSimpleName() + "-" + entry.getKey(),
                    entry.getValue().receiver().preferredLocation()))
        .toList();
  }

  /**
   * Stops the program and waits until nothing of it is left. Idempotent; a second caller waits for
   * the first.
   *
   * @param graceful whether what was received is processed first
   * @return what was left undone
   * @throws IllegalStateException if called on a thread that stopping would wait for
   */
  public StopReport stop(boolean graceful) {
    StopReport report = driver.stop(graceful, settings.gracefulStopTimeout());
    actors.join().close();
    return report;
  }

  /** Waits until the program has stopped; throws its first failure as soon as there is one. */
  void awaitTermination() throws InterruptedException {
    driver.awaitTermination();
  }

  /** As {@link #awaitTermination()}; false when the time is up. */
  boolean awaitTermination(Duration timeout) throws InterruptedException {
    return driver.awaitTermination(timeout);
  }

  /** Adds a listener; it sees what happens from now on. */
  public void addListener(StreamingListener listener) {
    driver.addListener(listener);
  }

  /** Removes a listener. */
  public void removeListener(StreamingListener listener) {
    driver.removeListener(listener);
  }
}
