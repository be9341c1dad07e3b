package dev.millrace.testkit.world;

/** What happened in a run: as entries for people, and as a fingerprint. */
final class History {
  private final Timeline timeline = new Timeline();
  private final HistoryListener listener;
  private long hash;

  History(long seed, HistoryListener listener) {
    this.listener = listener;
    hash = Chance.mix(seed);
  }

  Timeline timeline() {
    return timeline;
  }

  long hash() {
    return hash;
  }

  /** A value without a note of its own. */
  void add(long nanos, String who, long value) {
    mixIn(value);
    listener.onEntry(nanos, who, "chooses or writes", value);
  }

  private void mixIn(long value) {
    hash = Chance.mix(hash * 31 + value);
  }

  void mixIn(Event event) {
    mixIn(event.nanos());
    mixIn(event.life().name().hashCode());
    mixIn(event.label().hashCode());
    listener.onEntry(event.nanos(), event.life().name(), event.label(), "");
  }

  /** Of details, only strings and boxed numbers have the same hash code in every JVM. */
  void note(long nanos, String who, String what, Object detail) {
    timeline.add(nanos, who, what, detail);
    mixIn(who.hashCode());
    mixIn(what.hashCode());
    boolean counts = detail instanceof String || detail instanceof Number;
    if (counts) {
      mixIn(detail.hashCode());
    }
    listener.onEntry(nanos, who, what, counts ? detail : "");
  }
}
