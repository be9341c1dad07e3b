package dev.millrace.scheduler.actor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DriverActorsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<Throwable> fatal = new CopyOnWriteArrayList<>();
  private final DriverActorSystem system = DriverActorSystem.start("driver-actors-test");

  @AfterEach
  void closeAndLeaveNoThread() {
    system.close();
    system.close();
    assertEquals(
        List.of(),
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.contains("driver-actors-test"))
            .toList());
  }

  @Test
  void runsTasksInOrderOneAtATimeOnOneThread() throws Exception {
    DriverActors first = new DriverActors(system, fatal::add);
    DriverActors second = new DriverActors(system, fatal::add);
    List<Integer> order = new ArrayList<>();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CountDownLatch done = new CountDownLatch(2);
    for (int i = 0; i < 1000; i++) {
      int number = i;
      first
          .driver()
          .execute(
              () -> {
                order.add(number);
                threads.add(Thread.currentThread());
              });
      second.driver().execute(() -> threads.add(Thread.currentThread()));
    }
    first.driver().execute(done::countDown);
    second.driver().execute(done::countDown);
    done.await();
    assertEquals(1000, order.size());
    assertEquals(order.stream().sorted().toList(), order);
    assertEquals(1, threads.size());
  }

  @Test
  void neverRunsATaskInsideTheCall() throws Exception {
    DriverActors actors = new DriverActors(system, fatal::add);
    CompletableFuture<List<String>> order = new CompletableFuture<>();
    actors
        .driver()
        .execute(
            () -> {
              List<String> steps = new ArrayList<>();
              actors
                  .driver()
                  .execute(
                      () -> {
                        steps.add("inner");
                        order.complete(steps);
                      });
              steps.add("outer");
            });
    assertEquals(List.of("outer", "inner"), order.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
  }

  @Test
  void reportsWhatAHandlerThrowsAndStaysAliveForTheStop() throws Exception {
    DriverActors actors = new DriverActors(system, fatal::add);
    IllegalStateException broken = new IllegalStateException("an invariant is broken");
    actors
        .driver()
        .execute(
            () -> {
              throw broken;
            });
    CompletableFuture<Boolean> answered = new CompletableFuture<>();
    actors.driver().execute(() -> answered.complete(true));
    answered.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertEquals(1, fatal.size());
    assertSame(broken, fatal.get(0));
  }
}
