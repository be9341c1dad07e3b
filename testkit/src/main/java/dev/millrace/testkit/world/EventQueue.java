package dev.millrace.testkit.world;

import java.util.Arrays;

/**
 * Events in the order in which they run: a binary heap that keeps the times beside the events,
 * since most comparisons need nothing else. <em>Owned by the world's thread.</em>
 */
final class EventQueue {
  private long[] times = new long[64];
  private Event[] events = new Event[64];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** When the first event is due; the end of time if there is none. */
  long firstNanos() {
    return size == 0 ? Long.MAX_VALUE : times[0];
  }

  void add(Event event) {
    if (size == events.length) {
      times = Arrays.copyOf(times, 2 * size);
      events = Arrays.copyOf(events, 2 * size);
    }
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) / 2;
      if (!isBefore(event, parent)) {
        break;
      }
      put(hole, events[parent]);
      hole = parent;
    }
    put(hole, event);
  }

  /**
   * Takes the first event out.
   *
   * @throws IllegalStateException if there is none
   */
  Event remove() {
    if (size == 0) {
      throw new IllegalStateException("no event is left");
    }
    Event first = events[0];
    Event last = events[--size];
    events[size] = null;
    if (size > 0) {
      sink(last);
    }
    return first;
  }

  /** Puts {@code event} in the place of the first, and then where it belongs. */
  private void sink(Event event) {
    int hole = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && isBefore(events[child + 1], child)) {
        child++;
      }
      if (isBefore(event, child)) {
        break;
      }
      put(hole, events[child]);
      hole = child;
      child = 2 * hole + 1;
    }
    put(hole, event);
  }

  private boolean isBefore(Event event, int place) {
    long time = event.nanos();
    return time < times[place] || (time == times[place] && event.compareTo(events[place]) < 0);
  }

  private void put(int place, Event event) {
    times[place] = event.nanos();
    events[place] = event;
  }
}
