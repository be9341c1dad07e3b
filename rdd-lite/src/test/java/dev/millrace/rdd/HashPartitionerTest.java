package dev.millrace.rdd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class HashPartitionerTest {

  @Test
  void placesKeysByTheNonNegativeRemainderOfTheirHash() {
    HashPartitioner three = new HashPartitioner(3);
    assertEquals(1, three.getPartition(4));
    assertEquals(2, three.getPartition(-4));
    assertEquals(0, three.getPartition(null));
    assertEquals(Math.floorMod("word".hashCode(), 3), three.getPartition("word"));
  }

  @Test
  void placesEnumsByTheirName() {
    assertEquals(
        Math.floorMod("SECONDS".hashCode(), 7),
        new HashPartitioner(7).getPartition(TimeUnit.SECONDS));
  }

  @Test
  void refusesArrays() {
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> new HashPartitioner(2).getPartition(new String[0]))
            .getMessage()
            .contains("java.lang.String[]"));
  }

  @Test
  void refusesToHaveNoPartitions() {
    assertEquals(
        "the number of partitions must be positive: 0",
        assertThrows(IllegalArgumentException.class, () -> new HashPartitioner(0)).getMessage());
  }

  @Test
  void isEqualByValue() {
    assertEquals(new HashPartitioner(2), new HashPartitioner(2));
    assertEquals(new HashPartitioner(2).hashCode(), new HashPartitioner(2).hashCode());
    assertNotEquals(new HashPartitioner(2), new HashPartitioner(3));
  }
}
