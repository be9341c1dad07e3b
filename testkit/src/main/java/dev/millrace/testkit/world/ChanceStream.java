package dev.millrace.testkit.world;

import java.util.random.RandomGenerator;

/**
 * The decisions about one entity, one after the other: hash(seed, domain, entity, counter) with the
 * counter going up. <em>Owned by the world's thread.</em>
 */
public final class ChanceStream implements RandomGenerator {
  private final long key;
  private long counter;

  ChanceStream(long key) {
    this.key = key;
  }

  @Override
  public long nextLong() {
    return Chance.at(key, counter++);
  }

  /** True once in {@code n} on average. */
  public boolean oneIn(int n) {
    return nextInt(n) == 0;
  }

  /** A number from 0 to {@code maxInclusive}, all equally likely. */
  public long upTo(long maxInclusive) {
    return maxInclusive == Long.MAX_VALUE ? nextLong() >>> 1 : nextLong(maxInclusive + 1);
  }
}
