package dev.millrace.wal.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SingleLogThreadTest {
  @Test
  void runsTasksInOrderOnOneNamedThread() throws Exception {
    List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
    CompletableFuture<Thread> worker = new CompletableFuture<>();
    try (SingleLogThread thread = new SingleLogThread("log of a test")) {
      thread.execute(() -> worker.complete(Thread.currentThread()));
      for (int i = 0; i < 100; i++) {
        int number = i;
        thread.execute(() -> seen.add(number));
      }
    }

    assertEquals("log of a test", worker.get(1, TimeUnit.SECONDS).getName());
    assertEquals(IntStream.range(0, 100).boxed().toList(), seen);
    assertFalse(worker.get().isAlive(), "closing waits for the thread's end");
  }

  @Test
  void runsATaskAfterItsDelayAndDropsItWhenClosed() throws Exception {
    CompletableFuture<Long> ran = new CompletableFuture<>();
    CompletableFuture<Void> dropped = new CompletableFuture<>();
    long start = System.nanoTime();
    try (SingleLogThread thread = new SingleLogThread("delays")) {
      thread.executeAfter(Duration.ofDays(1), () -> dropped.complete(null));
      thread.executeAfter(Duration.ofMillis(5), () -> ran.complete(System.nanoTime() - start));
      assertFalse(ran.get(10, TimeUnit.SECONDS) < 5_000_000);
    }
    assertFalse(dropped.isDone());
  }

  @Test
  void goesOnAfterATaskThatFails() throws Exception {
    CompletableFuture<Void> next = new CompletableFuture<>();
    try (SingleLogThread thread = new SingleLogThread("failures")) {
      thread.execute(
          () -> {
            throw new IllegalStateException("expected by a test");
          });
      thread.execute(() -> next.complete(null));
      next.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void refusesToBeClosedByItself() throws Exception {
    CompletableFuture<Void> closed = new CompletableFuture<>();
    try (SingleLogThread thread = new SingleLogThread("itself")) {
      thread.execute(
          () -> {
            try {
              thread.close();
              closed.complete(null);
            } catch (IllegalStateException e) {
              closed.completeExceptionally(e);
            }
          });
      assertThrows(ExecutionException.class, () -> closed.get(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void refusesTasksAfterClosing() {
    SingleLogThread thread = new SingleLogThread("closed");
    thread.close();
    assertThrows(RejectedExecutionException.class, () -> thread.execute(() -> {}));
  }
}
