package dev.millrace.testkit.world;

/**
 * Chance made from a seed: each decision is a hash of (seed, domain, entity, counter) and depends
 * on no other decision. Taking one fault or one consumer of chance away leaves all others as they
 * were, which is what makes a failing run shrinkable. <em>Immutable.</em>
 */
public final class Chance {
  /** What a decision is about. Domains share nothing, whatever their entities are called. */
  public enum Domain {
    /** Which of several events that are due comes first, and how long a thread waits its turn. */
    SCHED(0x5ced_0001),
    /** The fate of a message. */
    NET(0x0e70_0002),
    /** The fate of bytes and names on a disk. */
    DISK(0xd15c_0003),
    /** Clocks: where they start and how they jump. */
    CLOCK(0xc10c_0004),
    /** What programs and scenarios ask for. */
    USER(0x05e4_0005);

    private final long salt;

    Domain(long salt) {
      this.salt = salt;
    }
  }

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private final long seed;

  /** Chance of a run that {@code seed} fixes as a whole. */
  public Chance(long seed) {
    this.seed = seed;
  }

  /** The seed of the run. */
  public long seed() {
    return seed;
  }

  /** The one value, of all 2^64, that was decided for this counter of this entity. */
  public long at(Domain domain, String entity, long counter) {
    return at(key(domain, entity), counter);
  }

  /** The decisions about one entity, in order, from its counter 0. */
  public ChanceStream stream(Domain domain, String entity) {
    return new ChanceStream(key(domain, entity));
  }

  private long key(Domain domain, String entity) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < entity.length(); i++) {
      hash = (hash ^ entity.charAt(i)) * FNV_PRIME;
    }
    return mix(mix(seed + GOLDEN) ^ mix(hash ^ (domain.salt * GOLDEN)));
  }

  static long at(long key, long counter) {
    return mix(key + counter * GOLDEN);
  }

  /**
   * Stafford's thirteenth mixer: each bit of the input flips each bit of the output half the time.
   */
  static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
