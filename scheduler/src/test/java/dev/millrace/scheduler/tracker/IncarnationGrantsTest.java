package dev.millrace.scheduler.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IncarnationGrantsTest {

  @Test
  void grantsNumbersThatNoOtherLifeOfTheLogAndNoOtherDriverGrants() {
    Set<Long> granted = new HashSet<>();
    for (int chance = 0; chance < 10; chance++) {
      for (long logIncarnation = 1; logIncarnation < 10; logIncarnation++) {
        IncarnationGrants grants =
            new IncarnationGrants(DriverLife.of(logIncarnation, chance * 0x10001));
        for (int launch = 0; launch < 10; launch++) {
          assertTrue(granted.add(grants.next()));
        }
      }
    }
  }

  @Test
  void staysPositiveAtItsBounds() {
    long life = DriverLife.of((1L << 20) - 1, -1);
    assertEquals((1L << 39) - 1, life);
    assertTrue(new IncarnationGrants(life).next() > 0);
    assertThrows(IllegalArgumentException.class, () -> DriverLife.of(1L << 20, 0));
    assertThrows(IllegalArgumentException.class, () -> DriverLife.of(-1, 0));
  }

  @Test
  void refusesToBeginAgainWhenAllNumbersAreUsed() {
    IncarnationGrants grants = new IncarnationGrants(1);
    for (int i = 0; i < 1 << 24; i++) {
      long unused = grants.next();
    }
    assertThrows(IllegalStateException.class, grants::next);
  }
}
