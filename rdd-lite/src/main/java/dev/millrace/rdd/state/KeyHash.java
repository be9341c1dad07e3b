package dev.millrace.rdd.state;

/** The hash by which keys have their place in a {@link StateMap}. */
final class KeyHash {

  /** Odd, so that multiplying loses nothing (Fibonacci hashing). */
  private static final int GOLDEN = 0x9E3779B9;

  private KeyHash() {}

  /**
   * The hash of a key, the same in every JVM wherever its {@code hashCode} is. All keys of a
   * partition have the same remainder, so the code's own low bits would crowd the upper levels.
   */
  static int of(Object key) {
    if (key == null) {
      return 0;
    }
    // An enum's own hash code differs from one JVM to the next.
    int code = key instanceof Enum<?> constant ? constant.name().hashCode() : key.hashCode();
    int spread = code * GOLDEN;
    return spread ^ (spread >>> 16);
  }
}
