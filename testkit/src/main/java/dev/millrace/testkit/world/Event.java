package dev.millrace.testkit.world;

/**
 * A task that is due at a time, in a life. Ordered by (time, tie-break, sequence).
 * <em>Immutable.</em>
 */
record Event(long nanos, long tieBreak, long sequence, Life life, String label, Runnable task)
    implements Comparable<Event> {

  @Override
  public int compareTo(Event other) {
    if (nanos != other.nanos) {
      return Long.compare(nanos, other.nanos);
    }
    if (tieBreak != other.tieBreak) {
      return Long.compare(tieBreak, other.tieBreak);
    }
    return Long.compare(sequence, other.sequence);
  }
}
