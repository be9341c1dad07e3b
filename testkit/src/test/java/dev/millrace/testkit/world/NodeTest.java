package dev.millrace.testkit.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class NodeTest {
  private final World world = new World(3);
  private final Node node = world.node("driver");
  private final List<String> seen = new ArrayList<>();

  @Test
  void runsItsProgramAgainInEachLife() {
    node.start(life -> seen.add(life.name()));
    world.runUntilIdle();
    node.crash();
    assertFalse(node.isUp());
    node.restart();
    world.runUntilIdle();
    assertEquals(List.of("driver#1", "driver#2"), seen);
    assertEquals(2, node.lifeCount());
  }

  @Test
  void runsNothingOfADeadLife() {
    node.start(
        life -> {
          life.after(Duration.ofSeconds(2), "late", () -> seen.add("timer " + life.number()));
          life.thread("t").executeAfter(Duration.ofSeconds(2), () -> seen.add("thread " + life));
          life.pool("p").execute(() -> seen.add("pool " + life));
        });
    world.runFor(Duration.ofSeconds(1));
    node.crash();
    node.restart();
    world.runFor(Duration.ofSeconds(10));
    assertEquals(
        Set.of("pool driver#1", "timer 2", "thread driver#2", "pool driver#2"), Set.copyOf(seen));
    assertEquals(4, seen.size());
  }

  @Test
  void ignoresWhatADeadLifeSchedules() {
    List<Life> lives = new ArrayList<>();
    node.start(lives::add);
    world.runUntilIdle();
    node.crash();
    lives.get(0).thread("t").execute(() -> seen.add("ran"));
    lives.get(0).pool("p").execute(() -> seen.add("ran"));
    world.runUntilIdle();
    assertEquals(List.of(), seen);
    assertThrows(NodeDeath.class, lives.get(0)::checkAlive);
  }

  @Test
  void unwindsTheCodeThatEndsItsOwnLife() {
    node.start(
        life ->
            life.after(
                Duration.ZERO,
                "suicide",
                () -> {
                  node.crash();
                  seen.add("behind the crash");
                }));
    world.runUntilIdle();
    assertEquals(List.of(), seen);
    assertFalse(node.isUp());
  }

  @Test
  void staysDeadWhenItsCodeSwallowsItsDeath() {
    node.start(
        life -> {
          CompletableFuture<Void> promise = new CompletableFuture<>();
          // A promise catches whatever its followers throw, a death as well.
          CompletableFuture<Void> follower = promise.thenRun(node::crash);
          promise.complete(null);
          assertTrue(follower.isCompletedExceptionally());
          life.pool("p").execute(() -> seen.add("scheduled after death"));
          life.checkAlive();
          seen.add("behind the check");
        });
    world.runUntilIdle();
    assertEquals(List.of(), seen);
    assertFalse(node.isUp());
  }

  @Test
  void failsTheRunWhenALivingNodeUsesADeadLife() {
    List<Life> lives = new ArrayList<>();
    node.start(lives::add);
    world.runUntilIdle();
    node.crash();
    world.node("other").start(life -> lives.get(0).checkAlive());
    SimulationFailure failure = assertThrows(SimulationFailure.class, world::runUntilIdle);
    assertTrue(failure.getMessage().contains("belongs to a dead life"), failure.getMessage());
  }

  @Test
  void restartsByItselfWhenToldSo() {
    node.restartAfterDeath(Duration.ofSeconds(5));
    node.start(life -> seen.add(life + "@" + world.nanos() / 1_000_000_000));
    world.runUntilIdle();
    node.crash();
    world.runUntilIdle();
    node.stayDownAfterDeath();
    node.crash();
    world.runUntilIdle();
    assertEquals(List.of("driver#1@0", "driver#2@5"), seen);
  }

  @Test
  void losesPowerOnItsDevicesAfterItsLife() {
    node.onPowerLoss(() -> seen.add("power lost, up: " + node.isUp()));
    node.start(life -> {});
    world.runUntilIdle();
    node.crash();
    assertEquals(List.of(), seen);
    node.restart();
    node.powerOff();
    node.powerOff();
    assertEquals(List.of("power lost, up: false", "power lost, up: false"), seen);
  }

  @Test
  void runsAfterAPauseWhatWasDueInIt() {
    node.start(
        life ->
            IntStream.range(0, 10)
                .forEach(
                    i ->
                        life.after(
                            Duration.ofSeconds(i),
                            "tick",
                            () -> seen.add(i + "@" + world.nanos() / 1_000_000_000))));
    world.after(Duration.ofMillis(2_500), "pause", () -> node.pause(Duration.ofSeconds(4)));
    world.runUntilIdle();
    assertEquals(
        List.of("0@0", "1@1", "2@2", "3@6", "4@6", "5@6", "6@6", "7@7", "8@8", "9@9"), seen);
  }

  @Test
  void threadKeepsTheOrderOfItsTasks() {
    for (long seed = 0; seed < 30; seed++) {
      World each = new World(seed);
      List<Integer> order = new ArrayList<>();
      each.node("n")
          .start(
              life -> {
                LogThread thread = life.thread("t");
                IntStream.range(0, 50).forEach(i -> thread.execute(() -> order.add(i)));
              });
      each.runUntilIdle();
      assertEquals(IntStream.range(0, 50).boxed().toList(), order);
    }
  }

  @Test
  void threadsAndPoolsInterleaveBySeed() {
    Set<List<String>> orders = new HashSet<>();
    for (long seed = 0; seed < 60; seed++) {
      World each = new World(seed);
      List<String> order = new ArrayList<>();
      each.node("n")
          .start(
              life -> {
                for (String name : List.of("a", "b")) {
                  LogThread thread = life.thread(name);
                  thread.execute(() -> order.add(name + 1));
                  thread.execute(() -> order.add(name + 2));
                }
              });
      each.runUntilIdle();
      orders.add(order);
    }
    assertEquals(6, orders.size());
  }

  @Test
  void threadIsBusyForAsLongAsItsTaskSpends() {
    node.start(
        life -> {
          LogThread thread = life.thread("t");
          thread.execute(() -> world.spend(Duration.ofSeconds(10)));
          life.after(
              Duration.ofSeconds(1),
              "later",
              () -> thread.execute(() -> seen.add("at " + world.nanos() / 1_000_000_000)));
        });
    world.runUntilIdle();
    assertEquals(List.of("at 10"), seen);
  }

  @Test
  void blockedCodeGoesOnWhenItsConditionHolds() {
    node.start(
        life -> {
          boolean[] told = new boolean[1];
          LogThread thread = life.thread("t");
          thread.execute(
              () -> {
                assertTrue(life.await(() -> told[0], Duration.ofSeconds(10)));
                seen.add("told at " + world.nanos() / 1_000_000_000);
                life.after(Duration.ofSeconds(1), "then", () -> seen.add("then " + now()));
              });
          thread.execute(() -> seen.add("next task at " + now()));
          life.after(Duration.ofSeconds(3), "tell", () -> told[0] = true);
        });
    world.runUntilIdle();
    assertEquals(List.of("told at 3", "next task at 3", "then 4"), seen);
  }

  private long now() {
    return world.nanos() / 1_000_000_000;
  }

  @Test
  void blockedCodeGoesOnWhenItsTimeIsUp() {
    node.start(
        life ->
            life.thread("t")
                .execute(
                    () -> {
                      world.spend(Duration.ofSeconds(1));
                      assertFalse(life.await(() -> false, Duration.ofSeconds(10)));
                      seen.add("up at " + now());
                    }));
    world.after(Duration.ofSeconds(5), "beside", () -> seen.add("beside at " + now()));
    world.runUntilIdle();
    assertEquals(List.of("beside at 5", "up at 11"), seen);
  }

  @Test
  void blockedCodeIsUnwoundWhenItsLifeEnds() {
    node.start(
        life ->
            life.thread("t")
                .execute(
                    () -> {
                      life.await(() -> false, Duration.ofSeconds(10));
                      seen.add("went on");
                    }));
    world.after(Duration.ofSeconds(5), "crash", node::crash);
    world.runUntilIdle();
    assertEquals(List.of(), seen);
  }

  @Test
  void failsTheRunWhenBlockedCodeWaitsForNobody() {
    node.start(life -> life.await(() -> false));
    SimulationFailure failure = assertThrows(SimulationFailure.class, world::runUntilIdle);
    assertTrue(failure.getMessage().contains("waits for what nobody"), failure.getMessage());
  }

  @Test
  void failsTheRunAlthoughBlockedCodeSwallowsTheFailure() {
    node.start(
        life ->
            life.thread("t")
                .execute(
                    () -> {
                      try {
                        life.sleep(Duration.ofSeconds(10));
                      } catch (AssertionError swallowed) {
                        seen.add("swallowed");
                      }
                    }));
    IllegalStateException cause = new IllegalStateException("broken");
    world.after(
        Duration.ofSeconds(5),
        "bad",
        () -> {
          throw cause;
        });
    SimulationFailure failure = assertThrows(SimulationFailure.class, world::runUntilIdle);
    assertSame(cause, failure.getCause());
    assertEquals(List.of("swallowed"), seen);
    assertThrows(SimulationFailure.class, world::step);
  }

  @Test
  void clocksJumpWhileNanosecondsGoOn() {
    List<Life> lives = new ArrayList<>();
    node.start(lives::add);
    world.runUntilIdle();
    Life life = lives.get(0);
    long before = life.nanoTime().getAsLong();
    node.jumpClock(Duration.ofHours(-1));
    world.runFor(Duration.ofMinutes(1));
    assertEquals(Duration.ofMinutes(1).toNanos(), life.nanoTime().getAsLong() - before);
    assertEquals(World.BEGINNING.minus(Duration.ofMinutes(59)), life.clock().instant());
  }

  @Test
  void nanosecondsAndChanceDifferFromLifeToLife() {
    List<Life> lives = new ArrayList<>();
    node.start(lives::add);
    world.runUntilIdle();
    node.crash();
    node.restart();
    world.runUntilIdle();
    assertNotEquals(lives.get(0).nanoTime().getAsLong(), lives.get(1).nanoTime().getAsLong());
    assertNotEquals(lives.get(0).random("log").nextLong(), lives.get(1).random("log").nextLong());
    assertEquals(lives.get(0).random("log").nextLong(), lives.get(0).random("log").nextLong());
  }

  @Test
  void refusesLivesOutOfTurn() {
    assertThrows(IllegalStateException.class, node::restart);
    node.start(life -> {});
    assertThrows(IllegalStateException.class, node::restart);
    assertThrows(IllegalStateException.class, () -> node.start(life -> {}));
  }

  @Test
  void failsTheRunWhenItsProgramDoesNotStart() {
    node.start(
        life -> {
          throw new java.io.IOException("no such disk");
        });
    SimulationFailure failure = assertThrows(SimulationFailure.class, world::runUntilIdle);
    assertTrue(failure.getMessage().contains("driver#1 did not start"), failure.getMessage());
  }

  @Test
  void lendsNoThreadToWhatRunsWhileItSleeps() {
    node.start(
        life -> {
          life.thread("t").execute(() -> life.sleep(Duration.ofSeconds(10)));
          life.after(
              Duration.ofSeconds(1),
              "callback",
              () -> {
                life.sleep(Duration.ofSeconds(5)); // spent: it has no thread that could block
                seen.add("callback");
              });
          life.after(Duration.ofSeconds(2), "another", () -> seen.add("another"));
        });

    world.runUntilIdle();

    assertEquals(List.of("callback", "another"), seen);
  }
}
