package dev.millrace.rdd.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class LocalMasterTest {

  @Test
  void readsLocalMasters() {
    assertEquals(
        Optional.of(new LocalMaster(1, 1, OptionalLong.empty())), LocalMaster.parse("local", 8));
    assertEquals(
        Optional.of(new LocalMaster(1, 4, OptionalLong.empty())), LocalMaster.parse("local[4]", 8));
    assertEquals(
        Optional.of(new LocalMaster(1, 8, OptionalLong.empty())), LocalMaster.parse("local[*]", 8));
    assertEquals(
        Optional.of(new LocalMaster(2, 3, OptionalLong.of(64 << 20))),
        LocalMaster.parse("local-cluster[2, 3,64]", 8));
  }

  @Test
  void leavesOtherMastersToOthers() {
    for (String other :
        new String[] {
          "", "Local", "local[]", "local[-1]", "local[2", "local-cluster[2,3]", "yarn"
        }) {
      assertEquals(Optional.empty(), LocalMaster.parse(other, 8), other);
    }
  }

  @Test
  void refusesNothingToRunOn() {
    assertThrows(IllegalArgumentException.class, () -> LocalMaster.parse("local[0]", 8));
    assertThrows(
        IllegalArgumentException.class, () -> LocalMaster.parse("local-cluster[0,1,1]", 8));
    assertThrows(
        IllegalArgumentException.class, () -> LocalMaster.parse("local-cluster[1,1,0]", 8));
  }
}
