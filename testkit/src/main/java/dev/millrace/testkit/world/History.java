package dev.millrace.testkit.world;

/** What happened in a run: as entries for people, and as a fingerprint. */
final class History {
  private final Timeline timeline = new Timeline();
  private long hash;

  History(long seed) {
    hash = Chance.mix(seed);
  }

  Timeline timeline() {
    return timeline;
  }

  long hash() {
    return hash;
  }

  void mixIn(long value) {
    hash = Chance.mix(hash * 31 + value);
  }

  void mixIn(Event event) {
    mixIn(event.nanos());
    mixIn(event.life().name().hashCode());
    mixIn(event.label().hashCode());
  }

  /** Of details, only strings and boxed numbers have the same hash code in every JVM. */
  void note(long nanos, String who, String what, Object detail) {
    timeline.add(nanos, who, what, detail);
    mixIn(who.hashCode());
    mixIn(what.hashCode());
    if (detail instanceof String || detail instanceof Number) {
      mixIn(detail.hashCode());
    }
  }
}
