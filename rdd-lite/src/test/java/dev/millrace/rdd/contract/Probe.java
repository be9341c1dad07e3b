package dev.millrace.rdd.contract;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What functions tell a test that they did. A copy that went through serialisation writes to the
 * same list, so that it can be seen from the test when tasks run from their serialised form.
 */
record Probe(int number) implements Serializable {

  private static final AtomicInteger NEXT = new AtomicInteger();
  private static final Map<Integer, List<String>> EVENTS = new ConcurrentHashMap<>();

  static Probe create() {
    Probe probe = new Probe(NEXT.getAndIncrement());
    EVENTS.put(probe.number, new CopyOnWriteArrayList<>());
    return probe;
  }

  /** Notes an event and returns how many there are now. */
  int note(Object event) {
    List<String> events = EVENTS.get(number);
    synchronized (events) {
      events.add(String.valueOf(event));
      return events.size();
    }
  }

  List<String> events() {
    return List.copyOf(EVENTS.get(number));
  }

  int count() {
    return EVENTS.get(number).size();
  }
}
