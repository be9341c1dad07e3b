package dev.millrace.testkit.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A machine with one process: the driver, or an executor. It lives several lives, numbered from 1,
 * one after the other; nothing in memory passes from one to the next. <em>Owned by the world's
 * thread.</em>
 *
 * <pre>
 *   DOWN ── start ──▶ UP ── crash, powerOff ──▶ DOWN ── restart ──▶ UP
 *                     UP ── pause(d) ──▶ frozen for d ──▶ UP, the same life
 * </pre>
 */
public final class Node {
  private final World world;
  private final String name;
  private final ChanceStream lifeChance;
  private final List<Runnable> powerLossListeners = new ArrayList<>();
  private Optional<NodeProgram> program = Optional.empty();
  private Optional<Duration> restartDelay = Optional.empty();
  private Optional<Life> life = Optional.empty();
  private long lifeCount;
  private long clockErrorNanos;

  /** Before this moment nothing on the node runs. */
  private long frozenUntilNanos;

  Node(World world, String name) {
    this.world = world;
    this.name = name;
    this.lifeChance = world.chance().stream(Chance.Domain.CLOCK, name);
  }

  /** The name it has in its world. */
  public String name() {
    return name;
  }

  /** The world it is in. */
  public World world() {
    return world;
  }

  /** Whether a life is going on, frozen or not. */
  public boolean isUp() {
    return life.isPresent();
  }

  /** The life that is going on. */
  public Optional<Life> life() {
    return life;
  }

  /** Lives begun so far. */
  public long lifeCount() {
    return lifeCount;
  }

  /**
   * Starts the first life with {@code toRun}, which every later life runs again.
   *
   * @throws IllegalStateException if the node has a program already
   */
  public void start(NodeProgram toRun) {
    if (program.isPresent()) {
      throw new IllegalStateException(name + " has a program already: restart() runs it again");
    }
    program = Optional.of(toRun);
    restart();
  }

  /**
   * Begins the next life: the program runs again, as an event of its own.
   *
   * @throws IllegalStateException if the node is up, or has no program
   */
  public void restart() {
    NodeProgram toRun =
        program.orElseThrow(() -> new IllegalStateException(name + " has no program: start it"));
    if (isUp()) {
      throw new IllegalStateException(name + " is up: crash it before its restart");
    }
    Life next = nextLife();
    life = Optional.of(next);
    world.note(next.name(), "begins", "");
    next.after(Duration.ZERO, "start", () -> run(toRun, next));
  }

  /** From now on a node that dies is restarted after {@code delay}, as by a service manager. */
  public void restartAfterDeath(Duration delay) {
    restartDelay = Optional.of(delay);
  }

  /** From now on a node that dies stays down. */
  public void stayDownAfterDeath() {
    restartDelay = Optional.empty();
  }

  /**
   * Kills the process, as {@code kill -9} does: memory is gone, what was written to disk stays. No
   * effect on a node that is down. Code of the node that calls this is unwound at once.
   */
  public void crash() {
    die("crashes", () -> {});
  }

  /**
   * Cuts the power: as {@link #crash}, and the disks lose what was not synced. Works on a node that
   * is down, too.
   */
  public void powerOff() {
    if (!isUp()) {
      world.note(name, "loses power while down", "");
      powerLossListeners.forEach(Runnable::run);
      return;
    }
    die("loses power", () -> powerLossListeners.forEach(Runnable::run));
  }

  /** Freezes the node: what is due on it meanwhile runs afterwards, in the same order. */
  public void pause(Duration time) {
    long until = Math.addExact(world.nanos(), time.toNanos());
    frozenUntilNanos = Math.max(frozenUntilNanos, until);
    world.note(name, "freezes for", time.toString());
  }

  /** Puts the node's time of day wrong by {@code by} more, forward or back. */
  public void jumpClock(Duration by) {
    clockErrorNanos = Math.addExact(clockErrorNanos, by.toNanos());
    world.note(name, "clock jumps by", by.toString());
  }

  /** Adds what happens to a device of the node when its power goes, after its life has ended. */
  public void onPowerLoss(Runnable listener) {
    powerLossListeners.add(listener);
  }

  long clockErrorNanos() {
    return clockErrorNanos;
  }

  /** Makes a life that is not yet the node's current one. */
  Life nextLife() {
    lifeCount++;
    // Like System.nanoTime, a life's nanoseconds begin anywhere, so that none can be compared with
    // another life's.
    return new Life(this, lifeCount, lifeChance.nextLong() >> 8);
  }

  /** Whether the event may run now. One that must wait is queued again. */
  boolean admits(Event event) {
    if (!event.life().isAlive()) {
      return false;
    }
    if (event.nanos() < frozenUntilNanos) {
      world.postpone(event, frozenUntilNanos);
      return false;
    }
    return true;
  }

  private void run(NodeProgram toRun, Life started) {
    try {
      toRun.start(started);
    } catch (RuntimeException unchecked) {
      throw unchecked;
    } catch (Exception checked) {
      throw new IllegalStateException(started.name() + " did not start", checked);
    }
  }

  private void die(String how, Runnable devices) {
    if (life.isEmpty()) {
      return;
    }
    Life ending = life.get();
    world.note(ending.name(), how, "");
    life = Optional.empty();
    frozenUntilNanos = 0;
    ending.end();
    devices.run();
    restartDelay.ifPresent(delay -> world.after(delay, "restart of " + name, this::restartIfDown));
    if (world.running() == ending) {
      throw ending.death();
    }
  }

  private void restartIfDown() {
    if (!isUp()) {
      restart();
    }
  }
}
