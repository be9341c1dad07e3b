package dev.millrace.scheduler.host;

import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers events to listeners on a thread of its own. Posting never waits: when {@value
 * #QUEUE_EVENTS_MAX} events wait, further ones are dropped and counted. A listener that throws
 * {@value #FAILURES_MAX} times in a row is removed. <em>Thread-safe.</em>
 */
final class ListenerBus {

  static final int QUEUE_EVENTS_MAX = 10_000;
  static final int FAILURES_MAX = 10;

  private static final Logger LOG = LoggerFactory.getLogger(ListenerBus.class);

  /** A listener and how often it has thrown in a row; counted on the bus's thread only. */
  private static final class Registered {
    private final StreamingListener listener;
    private int failures;

    Registered(StreamingListener listener) {
      this.listener = listener;
    }
  }

  private final BlockingQueue<Optional<StreamingListenerEvent>> queue;
  private final List<Registered> listeners = new CopyOnWriteArrayList<>();
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;
  private volatile boolean stopped;

  ListenerBus(String program, List<StreamingListener> first) {
    this(program, first, QUEUE_EVENTS_MAX);
  }

  ListenerBus(String program, List<StreamingListener> first, int queueEventsMax) {
    queue = new ArrayBlockingQueue<>(queueEventsMax);
    first.forEach(this::add);
    thread = new Thread(this::run, program + "-listeners");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void add(StreamingListener listener) {
    listeners.add(new Registered(listener));
  }

  void remove(StreamingListener listener) {
    listeners.removeIf(registered -> registered.listener.equals(listener));
  }

  /** Takes an event to deliver, if there is room and anybody to tell. */
  void post(StreamingListenerEvent event) {
    if (stopped || listeners.isEmpty()) {
      return;
    }
    if (!queue.offer(Optional.of(event)) && dropped.getAndIncrement() == 0) {
      LOG.warn(
          "a listener is too slow: {} events wait, further ones are dropped and counted",
          queue.size());
    }
  }

  /** Events that were dropped because too many waited. */
  long droppedEvents() {
    return dropped.get();
  }

  boolean isOwnThread() {
    return Thread.currentThread() == thread;
  }

  /**
   * Delivers what waits, then ends; a listener that takes longer than the time given is
   * interrupted.
   */
  void stop(Duration timeout) {
    stopped = true;
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    try {
      if (!queue.offer(Optional.empty())) {
        thread.interrupt();
      }
      thread.join(Math.max(timeout.toMillis(), 1));
      if (thread.isAlive()) {
        LOG.warn("a listener did not return within {}: it is interrupted", timeout);
        thread.interrupt();
        thread.join(Math.max(timeout.toMillis(), 1));
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
    if (dropped.get() > 0) {
      LOG.warn("{} events were not delivered to listeners", dropped.get());
    }
  }

  private void run() {
    try {
      Optional<StreamingListenerEvent> next = queue.take();
      while (next.isPresent()) {
        deliver(next.get());
        next = queue.take();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // told to end without delivering the rest
    }
  }

  private void deliver(StreamingListenerEvent event) {
    for (Registered registered : List.copyOf(listeners)) {
      try {
        event.deliverTo(registered.listener);
        registered.failures = 0;
      } catch (RuntimeException | Error e) {
        registered.failures++;
        LOG.warn("listener {} failed on {}", registered.listener, event, e);
        if (registered.failures >= FAILURES_MAX) {
          listeners.remove(registered);
          LOG.error(
              "listener {} failed {} times in a row and is removed",
              registered.listener,
              registered.failures);
        }
      }
    }
  }
}
