package dev.millrace.rdd.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TaskThreadsTest {

  @Test
  @Timeout(20)
  void leavesATaskBehindThatIgnoresItsInterruption() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    TaskThreads threads = new TaskThreads("0", 1, Duration.ofMillis(20));
    threads.execute(
        () -> {
          started.countDown();
          awaitWhateverHappens(end);
          ended.countDown();
        });
    started.await();
    threads.stop();
    threads.join();
    assertEquals(1, ended.getCount());
    end.countDown();
    ended.await();
  }

  @Test
  @Timeout(20)
  void waitsForATaskThatHeedsItsInterruption() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    TaskThreads threads = new TaskThreads("0", 1, Duration.ofSeconds(20));
    threads.execute(
        () -> {
          started.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException e) {
            ended.countDown();
          }
        });
    started.await();
    threads.stop();
    threads.join();
    assertTrue(ended.getCount() == 0);
  }

  private static void awaitWhateverHappens(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        // This is the task that does not care.
      }
    }
  }
}
