package dev.millrace.testkit.world;

/** Told of each thing that enters a world's history, in order, on the world's thread. */
@FunctionalInterface
public interface HistoryListener {
  /** A listener that ignores everything. */
  HistoryListener NONE = (nanos, who, what, detail) -> {};

  /**
   * An event runs or a note is made.
   *
   * @param nanos virtual time since the world began
   * @param who the node or device, with the number of its life where it has one
   * @param what the event's label, or the note in a few words
   * @param detail the note's values, as far as they count: strings and numbers; "" otherwise
   */
  void onEntry(long nanos, String who, String what, Object detail);
}
