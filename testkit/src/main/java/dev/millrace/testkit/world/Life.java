package dev.millrace.testkit.world;

import dev.millrace.wal.LogThread;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * One life of a node, and the ports that its program runs on. When the life ends, what it had
 * scheduled never runs, what it schedules from then on is ignored, and the devices it touches throw
 * {@link NodeDeath}. <em>Owned by the world's thread.</em>
 */
public final class Life {
  private final Node node;
  private final long number;
  private final String name;
  private final long nanosOrigin;
  private final ChanceStream tieBreaks;
  private final List<Runnable> endListeners = new ArrayList<>();
  private boolean alive = true;

  Life(Node node, long number, long nanosOrigin) {
    this.node = node;
    this.number = number;
    this.name = node.name() + "#" + number;
    this.nanosOrigin = nanosOrigin;
    this.tieBreaks = node.world().chance().stream(Chance.Domain.SCHED, name);
  }

  /** The node that lives it. */
  public Node node() {
    return node;
  }

  /** The world it is lived in. */
  public World world() {
    return node.world();
  }

  /** Its number among the node's lives, from 1. */
  public long number() {
    return number;
  }

  /** Node and number, such as {@code driver#2}. */
  public String name() {
    return name;
  }

  /** Whether it still goes on. */
  public boolean isAlive() {
    return alive;
  }

  /**
   * Returns while the life goes on: devices call it before they do anything for a program.
   *
   * @throws NodeDeath once the life is over
   */
  public void checkAlive() {
    if (!alive) {
      throw death();
    }
  }

  /** The node's time of day, wrong by what its clock has jumped. */
  public InstantSource clock() {
    return () -> world().instant().plusNanos(node.clockErrorNanos());
  }

  /** Nanoseconds from an arbitrary origin, which differs from life to life. */
  public LongSupplier nanoTime() {
    return () -> nanosOrigin + world().nanos();
  }

  /** Chance for one consumer in this life: no other consumer's use of chance shifts it. */
  public ChanceStream random(String purpose) {
    return world().chance().stream(Chance.Domain.USER, name + "/" + purpose);
  }

  /**
   * A thread of this life: tasks run one at a time in the order in which they are given, each as an
   * event of its own, a seeded moment after the one before. Two calls give two threads.
   */
  public LogThread thread(String threadName) {
    return new LifeThread(this, name + "/" + threadName);
  }

  /** A pool of this life: tasks run in a seeded order, each as an event of its own. */
  public Executor pool(String poolName) {
    String label = name + "/" + poolName;
    return task -> after(Duration.ZERO, label, task);
  }

  /** Runs {@code task} as an event of this life once {@code delay} has passed. */
  public void after(Duration delay, String label, Runnable task) {
    after(delay.toNanos(), label, task);
  }

  /**
   * Blocks the code of this life that calls it, as a thread blocks that waits: other events run
   * until {@code condition} holds or {@code limit} has passed. What the thread was given meanwhile
   * waits until the call has returned and its task has ended. Calls that block nest, the inner one
   * returns first.
   *
   * @return whether the condition holds
   * @throws NodeDeath if the life ends meanwhile
   * @throws IllegalStateException if there is nothing left that could make the condition true
   */
  public boolean await(BooleanSupplier condition, Duration limit) {
    boolean holds = world().await(condition, limit.toNanos());
    checkAlive();
    return holds;
  }

  /**
   * Lets {@code time} pass in the code of this life that calls it, as a call to a slow device does.
   * On a {@linkplain #thread thread} of the life other events run meanwhile, and may end the life;
   * elsewhere the time is {@linkplain World#spend spent}.
   *
   * @throws NodeDeath if the life ends meanwhile
   */
  public void sleep(Duration time) {
    if (world().isOnItsOwnThread()) {
      await(() -> false, time);
    } else {
      world().spend(time);
    }
  }

  /** Blocks without a limit. */
  public void await(BooleanSupplier condition) {
    world().await(condition, Long.MAX_VALUE);
    checkAlive();
  }

  void after(long delayNanos, String label, Runnable task) {
    if (alive) {
      world().schedule(this, delayNanos, label, task);
    }
  }

  long nextTieBreak() {
    // Never the lowest value: that is for events that were held back and come first.
    return tieBreaks.nextLong() >> 1;
  }

  boolean admits(Event event) {
    return node.admits(event);
  }

  /** Adds what happens when the life has ended: devices give back what they held for it. */
  public void onEnd(Runnable listener) {
    endListeners.add(listener);
  }

  void end() {
    alive = false;
    endListeners.forEach(Runnable::run);
  }

  NodeDeath death() {
    return new NodeDeath(node.name(), number);
  }

  @Override
  public String toString() {
    return name;
  }
}
