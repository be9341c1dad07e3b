package dev.millrace.testkit.actor;

import dev.millrace.testkit.world.Life;
import java.util.ArrayDeque;

/**
 * Where the actors of one life run. While their system boots, code that it waits for must not wait
 * for the world: tasks run at once, one after the other, inside the call that gives them. <em>Owned
 * by the world's thread.</em>
 */
final class ActorThreads {
  /** Akka makes dispatchers and scheduler by reflection; this tells them whose they are. */
  private static final ThreadLocal<ActorThreads> BOOTING = new ThreadLocal<>();

  private final Life life;
  private final ArrayDeque<Runnable> atOnce = new ArrayDeque<>();
  private boolean booting = true;
  private boolean running;

  private ActorThreads(Life life) {
    this.life = life;
  }

  /** Runs {@code boot} with new threads of {@code life}. */
  static void boot(Life life, Runnable boot) {
    ActorThreads threads = new ActorThreads(life);
    BOOTING.set(threads);
    try {
      boot.run();
    } finally {
      BOOTING.remove();
      threads.booting = false;
    }
  }

  /** The threads of the system that boots. */
  static ActorThreads current() {
    ActorThreads threads = BOOTING.get();
    if (threads == null) {
      throw new IllegalStateException(
          "simulated dispatchers and schedulers are made while ActorShells boots, and on its"
              + " thread");
    }
    return threads;
  }

  Life life() {
    return life;
  }

  /** Whether the system boots, so that {@link #runAtOnce} takes its tasks. */
  boolean isBooting() {
    return booting;
  }

  /** Runs a task before the outermost call returns. */
  void runAtOnce(Runnable task) {
    atOnce.add(task);
    if (running) {
      return;
    }
    running = true;
    try {
      while (!atOnce.isEmpty()) {
        atOnce.remove().run();
      }
    } finally {
      running = false;
    }
  }
}
