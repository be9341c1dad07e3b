package dev.millrace.rdd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class StorageLevelTest {

  @Test
  void levelsSayWhatTheirNamesSay() {
    assertEquals(new StorageLevel(true, true, false, 2), StorageLevel.MEMORY_AND_DISK_SER_2());
    assertEquals(new StorageLevel(false, true, false, 3), StorageLevel.DISK_ONLY_3());
    assertEquals(new StorageLevel(true, true, true, false, 1), StorageLevel.OFF_HEAP());
    assertEquals(2, StorageLevel.OFF_HEAP().withReplication(2).replication());
    assertTrue(StorageLevel.OFF_HEAP().withReplication(2).useOffHeap());
  }

  @Test
  void refusesWhatCannotBe() {
    assertThrows(IllegalArgumentException.class, () -> new StorageLevel(true, false, true, 0));
    assertThrows(IllegalArgumentException.class, () -> new StorageLevel(true, false, true, 41));
    assertThrows(IllegalArgumentException.class, () -> new StorageLevel(true, true, true, true, 1));
    assertThrows(
        IllegalArgumentException.class, () -> new StorageLevel(false, true, true, false, 1));
  }
}
