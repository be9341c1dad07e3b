package dev.millrace.streaming.wiring;

import dev.millrace.scheduler.actor.DriverActorSystem;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Starts a program's actor system on a thread of its own, for that takes longer than everything
 * else together; whoever needs it first waits for it. <em>Thread-safe.</em>
 */
final class ActorHost implements Supplier<DriverActorSystem>, AutoCloseable {

  private final CompletableFuture<DriverActorSystem> started = new CompletableFuture<>();
  private final Thread starter;

  ActorHost(String name) {
    starter = new Thread(this::startSystem, name + "-actors-start");
    starter.setDaemon(true);
  }

  /** Begins to start the system; called once. */
  void start() {
    starter.start();
  }

  private void startSystem() {
    try {
      started.complete(DriverActorSystem.start("millrace"));
    } catch (RuntimeException | Error e) {
      started.completeExceptionally(e);
    }
  }

  /**
   * The system; waits until it has started.
   *
   * @throws IllegalStateException if it could not start
   */
  @Override
  public DriverActorSystem get() {
    try {
      return started.join();
    } catch (CompletionException e) {
      throw new IllegalStateException(
          "the actor system cannot start: " + e.getCause(), e.getCause());
    }
  }

  /** Ends the system if it started; returns when its threads are gone. Idempotent. */
  @Override
  public void close() {
    DriverActorSystem system;
    try {
      system = get();
    } catch (IllegalStateException e) {
      return; // whoever needed it has been told
    }
    system.close();
  }
}
