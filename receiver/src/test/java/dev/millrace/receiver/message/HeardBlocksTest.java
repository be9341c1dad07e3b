package dev.millrace.receiver.message;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.receiver.BlockId;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HeardBlocksTest {

  private final HeardBlocks heard =
      new HeardBlocks(6, Map.of(5L, new TreeMap<>(Map.of(0L, 3L, 7L, 8L))));

  @Test
  void settlesBlocksThatWereHeardOf() {
    assertTrue(heard.settles(new BlockId(0, 5, 0)));
    assertTrue(heard.settles(new BlockId(0, 5, 2)));
    assertTrue(heard.settles(new BlockId(0, 5, 7)));
    assertFalse(heard.settles(new BlockId(0, 5, 3)));
    assertFalse(heard.settles(new BlockId(0, 5, 6)));
    assertFalse(heard.settles(new BlockId(0, 5, 8)));
  }

  @Test
  void settlesBlocksOfLaunchesThatAreOverButNotOfThoseToCome() {
    assertTrue(heard.settles(new BlockId(0, 6, 0)));
    assertTrue(heard.settles(new BlockId(0, 4, 9)));
    assertFalse(heard.settles(new BlockId(0, 7, 0)));
  }
}
