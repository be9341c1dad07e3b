package dev.millrace.receiver.supervisor;

import dev.millrace.receiver.message.TrackerMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Messages that are sent again until they are answered, with growing pauses. <em>Owned by its
 * supervisor.</em>
 */
final class Outbox {

  private static final long PAUSE_NANOS_MIN = Duration.ofMillis(500).toNanos();
  private static final long PAUSE_NANOS_MAX = Duration.ofSeconds(8).toNanos();

  /** A message and when it goes out again. */
  private static final class Entry {
    final TrackerMessage message;
    long pauseNanos = PAUSE_NANOS_MIN;
    long dueNanos;

    Entry(TrackerMessage message, long nowNanos) {
      this.message = message;
      this.dueNanos = nowNanos + pauseNanos;
    }
  }

  /** By what an answer names: block, report number, or kind of message. */
  private final Map<Object, Entry> unanswered = new LinkedHashMap<>();

  /** Notes a message that is being sent for the first time. */
  void put(Object key, TrackerMessage message, long nowNanos) {
    unanswered.put(key, new Entry(message, nowNanos));
  }

  /** Whether the answered message was still waiting for its answer. */
  boolean answered(Object key) {
    return unanswered.remove(key) != null;
  }

  /** Messages to send once more. */
  List<TrackerMessage> due(long nowNanos) {
    List<TrackerMessage> due = new ArrayList<>();
    for (Entry entry : unanswered.values()) {
      if (nowNanos - entry.dueNanos >= 0) {
        due.add(entry.message);
        entry.pauseNanos = Math.min(PAUSE_NANOS_MAX, 2 * entry.pauseNanos);
        entry.dueNanos = nowNanos + entry.pauseNanos;
      }
    }
    return due;
  }

  /** When the next message is due. */
  OptionalLong deadline() {
    if (unanswered.isEmpty()) {
      return OptionalLong.empty();
    }
    long first = Long.MAX_VALUE;
    for (Entry entry : unanswered.values()) {
      first = Math.min(first, entry.dueNanos);
    }
    return OptionalLong.of(first);
  }

  void clear() {
    unanswered.clear();
  }
}
