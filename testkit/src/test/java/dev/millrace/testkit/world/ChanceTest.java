package dev.millrace.testkit.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.world.Chance.Domain;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ChanceTest {

  @Test
  void decidesTheSameForTheSameSeedDomainEntityAndCounter() {
    assertEquals(new Chance(7).at(Domain.NET, "a->b", 3), new Chance(7).at(Domain.NET, "a->b", 3));
  }

  @Test
  void staysAsItIsForEver() {
    // Regression seeds in files name runs by their seed: another hash would make them other runs.
    assertEquals(0x640c9c35181ba1d0L, new Chance(1).at(Domain.DISK, "driver", 0));
  }

  @Test
  void decidesAnewForAnotherSeedDomainEntityOrCounter() {
    Set<Long> decisions = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      for (Domain domain : Domain.values()) {
        for (String entity : new String[] {"", "a", "b", "ab", "ba"}) {
          for (long counter = 0; counter < 20; counter++) {
            decisions.add(new Chance(seed).at(domain, entity, counter));
          }
        }
      }
    }
    assertEquals(20 * 5 * 5 * 20, decisions.size());
  }

  @Test
  void streamsDoNotShiftEachOther() {
    Chance chance = new Chance(11);
    ChanceStream alone = chance.stream(Domain.USER, "a");
    long first = alone.nextLong();
    long second = alone.nextLong();

    ChanceStream beside = chance.stream(Domain.USER, "a");
    ChanceStream other = chance.stream(Domain.USER, "b");
    assertEquals(first, beside.nextLong());
    assertNotEquals(second, other.nextLong());
    assertEquals(second, beside.nextLong());
  }

  @Test
  void spreadsItsDecisionsEvenly() {
    ChanceStream stream = new Chance(5).stream(Domain.USER, "dice");
    int[] counts = new int[6];
    for (int i = 0; i < 60_000; i++) {
      counts[stream.nextInt(6)]++;
    }
    for (int count : counts) {
      assertTrue(Math.abs(count - 10_000) < 500, Arrays.toString(counts));
    }
  }

  @Test
  void drawsUpToTheBoundIncluded() {
    ChanceStream stream = new Chance(5).stream(Domain.USER, "bound");
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      seen.add(stream.upTo(2));
    }
    assertEquals(Set.of(0L, 1L, 2L), seen);
    assertTrue(stream.upTo(Long.MAX_VALUE) >= 0);
  }
}
