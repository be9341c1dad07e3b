package dev.millrace.receiver.host;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.receiver.port.ReceiverThreads;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SystemReceiverThreadsTest {

  private static final String NAME = "threads-test";

  private final ReceiverThreads.Launch launch = new SystemReceiverThreads().open(NAME, error -> {});

  private static boolean isGroupKept() {
    ThreadGroup own = Thread.currentThread().getThreadGroup();
    ThreadGroup[] groups = new ThreadGroup[own.activeGroupCount() + 10];
    int count = own.enumerate(groups);
    return Arrays.stream(groups, 0, count).anyMatch(group -> group.getName().contains(NAME));
  }

  @Test
  void keepsNoThreadGroupOfALaunchThatHasEnded() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    Runnable unused = launch.runUserCode("start", ran::countDown);
    ran.await();
    assertTrue(isGroupKept());
    launch.close();
    await().atMost(Duration.ofSeconds(10)).until(() -> !isGroupKept());
  }

  @Test
  void keepsTheThreadGroupUntilTheUsersLastThreadEnds() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch startedAnother = new CountDownLatch(1);
    Runnable unused =
        launch.runUserCode(
            "start",
            () -> {
              running.countDown();
              try {
                end.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              new Thread(startedAnother::countDown).start();
            });
    running.await();
    launch.close();
    assertTrue(isGroupKept());
    end.countDown();
    startedAnother.await();
    await().atMost(Duration.ofSeconds(10)).until(() -> !isGroupKept());
  }
}
