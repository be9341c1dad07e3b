package dev.millrace.scheduler.host;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.scheduler.listener.StreamingListenerStreamingStarted;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListenerBusTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Recorder recorder = new Recorder();
  private ListenerBus bus = new ListenerBus("test", List.of(recorder));

  @AfterEach
  void stop() {
    bus.stop(PATIENCE);
  }

  @Test
  void deliversInOrderOnItsOwnThread() {
    AtomicBoolean own = new AtomicBoolean();
    bus.add(onStart(() -> own.set(bus.isOwnThread())));
    bus.start();
    post(100);
    bus.stop(PATIENCE);
    assertEquals(100, recorder.times.size());
    assertEquals(recorder.times.stream().sorted().toList(), recorder.times);
    assertTrue(own.get());
    assertFalse(bus.isOwnThread());
  }

  @Test
  void deliversNothingPostedAfterStop() {
    bus.start();
    bus.stop(PATIENCE);
    post(1);
    assertEquals(List.of(), recorder.times);
  }

  @Test
  void dropsAndCountsWhatDoesNotFitAndNeverWaits() throws InterruptedException {
    bus = new ListenerBus("test", List.of(recorder), 5);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch entered = new CountDownLatch(1);
    bus.add(
        onStart(
            () -> {
              entered.countDown();
              awaitQuietly(release);
            }));
    bus.start();
    post(1);
    entered.await();
    post(8);
    assertEquals(3, bus.droppedEvents());
    release.countDown();
    await().atMost(PATIENCE).until(() -> recorder.times.size() == 6);
  }

  @Test
  void removesAListenerThatKeepsThrowingAndNoOther() {
    AtomicInteger calls = new AtomicInteger();
    bus.add(
        onStart(
            () -> {
              calls.incrementAndGet();
              throw new IllegalStateException("on purpose");
            }));
    bus.start();
    post(30);
    bus.stop(PATIENCE);
    assertEquals(ListenerBus.FAILURES_MAX, calls.get());
    assertEquals(30, recorder.times.size());
  }

  @Test
  void forgivesAListenerThatThrowsNowAndThen() {
    AtomicInteger calls = new AtomicInteger();
    bus.add(
        onStart(
            () -> {
              if (calls.incrementAndGet() % 2 == 0) {
                throw new IllegalStateException("on purpose");
              }
            }));
    bus.start();
    post(30);
    bus.stop(PATIENCE);
    assertEquals(30, calls.get());
  }

  @Test
  void tellsARemovedListenerNothing() {
    bus.remove(recorder);
    bus.start();
    post(1);
    bus.stop(PATIENCE);
    assertEquals(List.of(), recorder.times);
  }

  @Test
  void interruptsAListenerThatDoesNotReturn() {
    CountDownLatch never = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    bus.add(onStart(() -> interrupted.set(!awaitQuietly(never))));
    bus.start();
    post(1);
    await().atMost(PATIENCE).until(() -> recorder.times.size() == 1);
    bus.stop(Duration.ofMillis(50));
    assertTrue(interrupted.get());
  }

  private void post(int count) {
    for (int i = 0; i < count; i++) {
      bus.post(new StreamingListenerStreamingStarted(i));
    }
  }

  private static StreamingListener onStart(Runnable reaction) {
    return new StreamingListener() {
      @Override
      public void onStreamingStarted(StreamingListenerStreamingStarted event) {
        reaction.run();
      }
    };
  }

  private static boolean awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static final class Recorder implements StreamingListener {
    private final List<Long> times = new CopyOnWriteArrayList<>();

    @Override
    public void onStreamingStarted(StreamingListenerStreamingStarted event) {
      times.add(event.time());
    }
  }
}
