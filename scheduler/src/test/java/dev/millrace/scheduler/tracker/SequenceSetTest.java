package dev.millrace.scheduler.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.scheduler.log.BinaryReader;
import dev.millrace.scheduler.log.BinaryWriter;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SequenceSetTest {

  @Test
  void takesOneRunForAMillionNumbersInOrder() {
    SequenceSet set = new SequenceSet();
    for (long i = 0; i < 1_000_000; i++) {
      assertTrue(set.add(i));
    }
    assertEquals(1, set.runCount());
    assertFalse(set.add(0));
    assertFalse(set.add(999_999));
    assertFalse(set.contains(1_000_000));
  }

  @Test
  void agreesWithAnOrdinarySetOnAnyOrder() {
    for (long seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SequenceSet set = new SequenceSet();
      TreeSet<Long> model = new TreeSet<>();
      for (int i = 0; i < 500; i++) {
        long number = random.nextInt(300);
        assertEquals(model.add(number), set.add(number), "seed " + seed + " number " + number);
      }
      assertSame(model, set, seed);
      BinaryWriter out = new BinaryWriter();
      set.encode(out);
      assertSame(model, SequenceSet.decode(new BinaryReader(out.toBuffer())), seed);
    }
  }

  private static void assertSame(Set<Long> model, SequenceSet set, long seed) {
    int runs = 0;
    for (long i = 0; i < 301; i++) {
      assertEquals(model.contains(i), set.contains(i), "seed " + seed + " number " + i);
      runs += model.contains(i) && !model.contains(i - 1) ? 1 : 0;
    }
    assertEquals(runs, set.runCount(), "runs that touch are one; seed " + seed);
  }
}
