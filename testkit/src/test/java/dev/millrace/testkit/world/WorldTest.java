package dev.millrace.testkit.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.wal.LogThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class WorldTest {
  private final World world = new World(1);
  private final List<String> seen = new ArrayList<>();

  @Test
  void runsEventsInTheOrderOfTheirTimes() {
    world.after(Duration.ofHours(2), "b", () -> seen.add("b@" + world.nanos()));
    world.after(Duration.ofNanos(5), "a", () -> seen.add("a@" + world.nanos()));
    world.runUntilIdle();
    assertEquals(List.of("a@5", "b@" + Duration.ofHours(2).toNanos()), seen);
    assertEquals(World.BEGINNING.plus(Duration.ofHours(2)), world.instant());
  }

  @Test
  void ordersEventsOfOneMomentByTheSeed() {
    Set<List<String>> orders = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      World each = new World(seed);
      List<String> order = new ArrayList<>();
      List.of("a", "b", "c")
          .forEach(name -> each.after(Duration.ZERO, name, () -> order.add(name)));
      each.runUntilIdle();
      orders.add(order);
    }
    assertEquals(6, orders.size());
  }

  @Test
  void repeatsItsHistoryForTheSameSeedOnly() {
    assertEquals(historyOf(42), historyOf(42));
    assertNotEquals(historyOf(42), historyOf(43));
  }

  private static long historyOf(long seed) {
    World each = new World(seed);
    each.node("n")
        .start(
            life -> {
              LogThread thread = life.thread("t");
              IntStream.range(0, 20).forEach(i -> thread.execute(() -> each.note("n", "ran", i)));
            });
    each.after(Duration.ofMillis(3), "crash", () -> each.node("n").crash());
    each.runUntilIdle();
    return each.historyHash();
  }

  @Test
  void historyTellsRunsApartByWhatWasNoted() {
    assertNotEquals(historyNoting("x"), historyNoting("y"));
    assertEquals(historyNoting("x"), historyNoting("x"));
  }

  private static long historyNoting(String detail) {
    World each = new World(1);
    each.after(Duration.ZERO, "e", () -> each.note("who", "what", detail));
    each.runUntilIdle();
    return each.historyHash();
  }

  @Test
  void passesTimeWithoutEvents() {
    world.runFor(Duration.ofDays(7));
    assertEquals(Duration.ofDays(7).toNanos(), world.nanos());
  }

  @Test
  void runsWhatIsDueWithinTheLimitOnly() {
    world.after(Duration.ofSeconds(1), "in", () -> seen.add("in"));
    world.after(Duration.ofSeconds(1).plusNanos(1), "out", () -> seen.add("out"));
    world.runFor(Duration.ofSeconds(1));
    assertEquals(List.of("in"), seen);
    assertTrue(world.runUntil(() -> seen.contains("out"), Duration.ofSeconds(1)));
    assertFalse(world.runUntil(() -> seen.contains("never"), Duration.ofSeconds(1)));
  }

  @Test
  void addsWhatAnEventSpendsToWhatItSchedules() {
    world.after(
        Duration.ZERO,
        "slow",
        () -> {
          world.spend(Duration.ofSeconds(3));
          world.after(Duration.ofSeconds(1), "next", () -> seen.add("next@" + world.nanos()));
        });
    world.after(Duration.ofSeconds(1), "beside", () -> seen.add("beside@" + world.nanos()));
    world.runUntilIdle();
    assertEquals(List.of("beside@1000000000", "next@4000000000"), seen);
  }

  @Test
  void failsWithSeedMomentAndTimelineWhenAnEventThrows() {
    IllegalStateException cause = new IllegalStateException("broken");
    world.after(
        Duration.ofMillis(2),
        "bad",
        () -> {
          world.note("disk", "was full", 17L);
          throw cause;
        });
    SimulationFailure failure = assertThrows(SimulationFailure.class, world::runUntilIdle);
    assertSame(cause, failure.getCause());
    assertEquals(1, failure.seed());
    assertTrue(failure.getMessage().contains("-Dmillrace.seed=0x1"), failure.getMessage());
    assertTrue(failure.getMessage().contains("2.000000 ms"), failure.getMessage());
    assertTrue(failure.getMessage().contains("was full 17"), failure.getMessage());
  }

  @Test
  void checksInvariantsAfterEveryEvent() {
    world.invariant(
        "at most two",
        () -> {
          if (seen.size() > 2) {
            throw new AssertionError("too many: " + seen);
          }
        });
    for (int i = 0; i < 5; i++) {
      world.after(Duration.ofSeconds(i), "add", () -> seen.add("x"));
    }
    assertThrows(SimulationFailure.class, world::runUntilIdle);
    assertEquals(3, seen.size());
    assertThrows(IllegalArgumentException.class, () -> world.invariant("at most two", () -> {}));
  }

  @Test
  void failsARunThatNeverComesToRest() {
    World small = new World(1, 100);
    small.after(Duration.ZERO, "loop", () -> loop(small));
    SimulationFailure failure = assertThrows(SimulationFailure.class, small::runUntilIdle);
    assertTrue(failure.getMessage().contains("did not come to rest within 100"));
  }

  private static void loop(World small) {
    small.after(Duration.ZERO, "loop", () -> loop(small));
  }

  @Test
  void refusesUseFromAnotherThread() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread other = new Thread(() -> world.after(Duration.ZERO, "x", () -> {}), "other");
    other.setUncaughtExceptionHandler((thread, throwable) -> thrown.set(throwable));
    other.start();
    other.join();
    assertInstanceOf(IllegalStateException.class, thrown.get());
    assertTrue(thrown.get().getMessage().contains("do not start threads"));
  }

  @Test
  void sharedWorldServesAnyThreadAndRunsNoEvents() throws InterruptedException {
    World shared = World.shared(1);
    Thread other = new Thread(() -> shared.spend(Duration.ofSeconds(1)));
    other.start();
    other.join();
    assertEquals(Duration.ofSeconds(1).toNanos(), shared.nanos());
    assertThrows(IllegalStateException.class, shared::step);
  }

  @Test
  void refusesTimeThatRunsBack() {
    Duration back = Duration.ofNanos(-1);
    assertThrows(IllegalArgumentException.class, () -> world.after(back, "x", () -> {}));
    assertThrows(IllegalArgumentException.class, () -> world.spend(back));
    assertThrows(IllegalArgumentException.class, () -> world.runFor(back));
    assertThrows(IllegalArgumentException.class, () -> new World(1, 0));
  }

  @Test
  void keepsTheNewestTimelineEntries() {
    for (int i = 0; i < Timeline.ENTRIES_MAX + 5; i++) {
      world.note("who", "what", i);
    }
    assertEquals(Timeline.ENTRIES_MAX, world.timeline().entries().size());
    assertEquals(5, world.timeline().entries().get(0).detail());
    assertTrue(world.timeline().last(2).startsWith("  … 20003 earlier entries"));
  }
}
