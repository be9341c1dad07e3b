package dev.millrace.testkit.world;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * A world made from one seed: virtual time, nodes, and events that run one at a time in the order
 * (time, seeded tie-break, sequence).
 *
 * <p>The same seed and the same programs give the same history, event by event; {@link
 * #historyHash} is its fingerprint. Time stands still while an event runs, except for what the
 * event {@linkplain #spend spends}, and jumps to the next event after it: an hour of idling costs
 * nothing. The number of events is bounded, so that a run that never comes to rest fails.
 *
 * <p><em>Owned by the thread that made it</em>: use from another thread is refused, since it would
 * make runs differ.
 */
public final class World {
  /** What the clocks of a world show at its beginning. */
  public static final Instant BEGINNING = Instant.parse("2030-01-01T00:00:00Z");

  /** Events that a world runs at most, unless it was told otherwise. */
  public static final long EVENTS_MAX = 5_000_000;

  /** Empty for a shared world. */
  private final Optional<Thread> owner;

  private final Chance chance;
  private final long eventsMax;
  private final History history;
  private final Map<String, Node> nodes = new TreeMap<>();
  private final Map<String, Runnable> invariants = new TreeMap<>();
  private final EventQueue events = new EventQueue();
  private final Life outside;

  /** When the event that runs, or ran last, became due. Never goes back. */
  private long nanos;

  /** What the running event has spent so far; 0 between events. */
  private long spentNanos;

  private long sequence;
  private long eventCount;
  private Life running;

  /** Whether the running event is a task of a simulated thread, which may block. */
  private boolean ownThread;

  /** How the run failed. Code that blocked below the failure may have swallowed it. */
  private Optional<SimulationFailure> failure = Optional.empty();

  /** A world that {@code seed} fixes. */
  public World(long seed) {
    this(seed, EVENTS_MAX);
  }

  /** A world that {@code seed} fixes and that fails when it runs more than {@code eventsMax}. */
  public World(long seed, long eventsMax) {
    this(seed, eventsMax, HistoryListener.NONE);
  }

  /** A world whose history {@code listener} follows entry by entry. */
  public World(long seed, long eventsMax, HistoryListener listener) {
    this(seed, eventsMax, listener, Optional.of(Thread.currentThread()));
  }

  private World(long seed, long eventsMax, HistoryListener listener, Optional<Thread> owner) {
    if (eventsMax < 1) {
      throw new IllegalArgumentException("eventsMax must be positive: " + eventsMax);
    }
    this.owner = owner;
    this.chance = new Chance(seed);
    this.eventsMax = eventsMax;
    this.history = new History(seed, listener);
    this.outside = new Node(this, "world").nextLife();
    this.running = outside;
  }

  /**
   * A world whose devices many threads may use, one at a time: faults for a program that runs for
   * real. Its history does not repeat, and nobody may run its events.
   */
  public static World shared(long seed) {
    return new World(seed, EVENTS_MAX, HistoryListener.NONE, Optional.empty());
  }

  /** The seed that fixes this world. */
  public long seed() {
    return chance.seed();
  }

  /** Where every random decision of this world comes from. */
  public Chance chance() {
    return chance;
  }

  /** Virtual nanoseconds since the beginning, with what the running event has spent. */
  public long nanos() {
    return nanos + spentNanos;
  }

  /** True time of day; a node's own clock may be off. */
  public Instant instant() {
    return BEGINNING.plusNanos(nanos());
  }

  /** What happened so far. */
  public Timeline timeline() {
    return history.timeline();
  }

  /** Events run so far. */
  public long eventCount() {
    return eventCount;
  }

  /** A fingerprint of all events and notes so far: equal for equal histories. */
  public long historyHash() {
    return history.hash();
  }

  /** The node of that name; made, without a program, when it is asked for first. */
  public Node node(String name) {
    checkThread();
    return nodes.computeIfAbsent(name, absent -> new Node(this, absent));
  }

  /** The nodes asked for so far, by name. */
  public List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  /**
   * A life that never ends, for the scenario itself: sources, sinks and oracles that watch from
   * outside the nodes that fail.
   */
  public Life outside() {
    return outside;
  }

  /** Adds a check that runs after every event; it reports by throwing. */
  public void invariant(String name, Runnable check) {
    if (invariants.putIfAbsent(name, check) != null) {
      throw new IllegalArgumentException("there is an invariant of this name already: " + name);
    }
  }

  /** Runs {@code task} outside all nodes once {@code delay} has passed. */
  public void after(Duration delay, String label, Runnable task) {
    schedule(outside, delay.toNanos(), label, task);
  }

  /**
   * Lets time pass within the running event, as a call that blocks does. What the event schedules
   * or sends from then on happens that much later, and its {@linkplain Life#thread thread} takes up
   * nothing else before; other threads go on meanwhile.
   */
  public void spend(Duration time) {
    checkThread();
    spentNanos = Math.addExact(spentNanos, requireNotNegative(time.toNanos(), "time to spend"));
  }

  /**
   * Adds an entry to the timeline and to the history's fingerprint.
   *
   * @param who the node or device
   * @param what in a few words that do not vary
   * @param detail values; of them only strings and boxed numbers enter the fingerprint, since other
   *     objects' hash codes may differ from one JVM to the next
   */
  public void note(String who, String what, Object detail) {
    checkThread();
    history.note(nanos(), who, what, detail);
  }

  /** Adds a value to the history's fingerprint alone. */
  public void mixIn(long value) {
    history.add(nanos(), running.name(), value);
  }

  /**
   * Runs the next event.
   *
   * @return false if there is none
   * @throws SimulationFailure if the event threw or an invariant no longer holds
   */
  public boolean step() {
    checkThread();
    if (owner.isEmpty()) {
      throw new IllegalStateException("a shared world runs no events: its programs run for real");
    }
    throwFailure();
    if (events.isEmpty()) {
      return false;
    }
    Event event = events.remove();
    nanos = Math.max(nanos, event.nanos());
    if (event.life().admits(event)) {
      run(event);
    }
    return true;
  }

  /** Runs events until none is left. */
  public void runUntilIdle() {
    boolean more = true;
    while (more) {
      more = step();
    }
  }

  /** Runs what is due within {@code time} and lets all of it pass. */
  public void runFor(Duration time) {
    runUntil(() -> false, time);
  }

  /**
   * Runs events until {@code condition} holds, checked before the first and after each, or {@code
   * limit} has passed.
   *
   * @return whether the condition holds
   */
  public boolean runUntil(BooleanSupplier condition, Duration limit) {
    long end = Math.addExact(nanos, requireNotNegative(limit.toNanos(), "limit"));
    while (!condition.getAsBoolean()) {
      if (!isDueBy(end)) {
        nanos = end;
        return condition.getAsBoolean();
      }
      step();
    }
    return true;
  }

  /**
   * Blocks the running event: runs other events until {@code condition} holds or {@code limitNanos}
   * have passed. The event goes on afterwards, in the same life, later by the time that passed.
   */
  boolean await(BooleanSupplier condition, long limitNanos) {
    Life blocked = running;
    boolean onItsOwnThread = ownThread;
    long goesOnNanos = nanos();
    spentNanos = 0;
    running = outside;
    ownThread = false; // the next event is another's, which may have no thread to block
    try {
      long end = limitNanos > Long.MAX_VALUE - nanos ? Long.MAX_VALUE : goesOnNanos + limitNanos;
      while (blocked.isAlive() && !condition.getAsBoolean() && isDueBy(end)) {
        step();
      }
      throwFailure();
      if (!blocked.isAlive() || condition.getAsBoolean()) {
        return true;
      }
      if (end == Long.MAX_VALUE) {
        throw new IllegalStateException(
            blocked.name() + " waits for what nobody is going to do: no event is left");
      }
      goesOnNanos = end;
      return false;
    } finally {
      running = blocked;
      ownThread = onItsOwnThread;
      spentNanos = Math.max(0, goesOnNanos - nanos);
    }
  }

  private boolean isDueBy(long end) {
    return !events.isEmpty() && events.firstNanos() <= end;
  }

  /** The life whose event runs now; {@link #outside} between events. */
  Life running() {
    return running;
  }

  void schedule(Life life, long delayNanos, String label, Runnable task) {
    checkThread();
    long due = Math.addExact(nanos(), requireNotNegative(delayNanos, "delay"));
    events.add(new Event(due, life.nextTieBreak(), sequence++, life, label, task));
  }

  /** Queues an event again, at {@code dueNanos} and before all new ones of that time. */
  void postpone(Event event, long dueNanos) {
    events.add(
        new Event(dueNanos, Long.MIN_VALUE, sequence++, event.life(), event.label(), event.task()));
  }

  private void run(Event event) {
    if (++eventCount > eventsMax) {
      throw failure(
          "the run did not come to rest within " + eventsMax + " events", Optional.empty());
    }
    running = event.life();
    history.mixIn(event);
    try {
      event.task().run();
      throwFailure();
      checkInvariants();
    } catch (NodeDeath death) {
      throwFailure();
      checkDead(event, death);
    } catch (SimulationFailure known) {
      throw known;
    } catch (RuntimeException | Error thrown) {
      throw failure(event.life().name() + " failed in " + event.label(), Optional.of(thrown));
    } finally {
      running = outside;
      ownThread = false;
      spentNanos = 0;
    }
  }

  /** The running event turns out to be a task of a simulated thread. */
  void runsOnItsOwnThread() {
    ownThread = true;
  }

  boolean isOnItsOwnThread() {
    return ownThread;
  }

  private void checkDead(Event event, NodeDeath death) {
    if (event.life().isAlive()) {
      throw failure(
          event.life().name() + " used what belongs to a dead life, in " + event.label(),
          Optional.of(death));
    }
    checkInvariants();
  }

  private void checkInvariants() {
    if (!invariants.isEmpty()) {
      invariants.values().forEach(Runnable::run);
    }
  }

  private void throwFailure() {
    if (failure.isPresent()) {
      throw failure.get();
    }
  }

  private SimulationFailure failure(String what, Optional<Throwable> cause) {
    SimulationFailure first = SimulationFailure.of(this, what, cause);
    failure = Optional.of(first);
    return first;
  }

  private void checkThread() {
    if (owner.isPresent() && owner.get() != Thread.currentThread()) {
      throw new IllegalStateException(
          "a world runs on one thread, "
              + owner.get().getName()
              + ", but was used from "
              + Thread.currentThread().getName()
              + ": do not start threads in simulated code");
    }
  }

  private static long requireNotNegative(long nanos, String what) {
    if (nanos < 0) {
      throw new IllegalArgumentException(what + " must not be negative: " + nanos + " ns");
    }
    return nanos;
  }
}
