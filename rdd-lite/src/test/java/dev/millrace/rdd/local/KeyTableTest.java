package dev.millrace.rdd.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.rdd.function.Tuple2;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class KeyTableTest {

  private static List<String> pairs(KeyTable<?, ?> table) {
    List<String> pairs = new ArrayList<>();
    table.iterator().forEachRemaining(pair -> pairs.add(pair.toString()));
    return pairs;
  }

  private static void add(KeyTable<Object, Integer> table, Object key) {
    int met = table.size();
    int position = table.positionOf(key);
    table.setValue(position, position == met ? 1 : table.value(position) + 1);
  }

  @Test
  void keepsKeysInTheOrderInWhichTheyWereMet() {
    KeyTable<Object, Integer> table = new KeyTable<>();
    for (String key : "z a m a z a".split(" ")) {
      add(table, key);
    }
    assertEquals(List.of("(z,2)", "(a,3)", "(m,1)"), pairs(table));
  }

  @Test
  void takesTheNullKeyForAKeyOfItsOwn() {
    KeyTable<Object, Integer> table = new KeyTable<>();
    add(table, null);
    add(table, 0);
    add(table, null);
    assertEquals(List.of("(null,2)", "(0,1)"), pairs(table));
  }

  @Test
  void tellsKeysOfTheSameHashApart() {
    KeyTable<Object, Integer> table = new KeyTable<>();
    for (int round = 0; round < 2; round++) {
      for (int key = 0; key < 100; key++) {
        add(table, new SameHash(key));
      }
    }
    assertEquals(100, table.size());
    assertEquals("(SameHash[key=99],2)", pairs(table).get(99));
  }

  private record SameHash(int key) {
    @Override
    public int hashCode() {
      return 42;
    }
  }

  @Test
  void countsLikeALinkedHashMap() {
    long seed = 20240607;
    Random random = new Random(seed);
    KeyTable<Object, Integer> table = new KeyTable<>();
    Map<Object, Integer> expected = new LinkedHashMap<>();
    for (int record = 0; record < 50_000; record++) {
      int number = random.nextInt(5_000);
      Object key = number % 2 == 0 ? (Object) number : "key" + number;
      add(table, key);
      expected.merge(key, 1, Integer::sum);
    }
    List<String> wanted = new ArrayList<>();
    expected.forEach((key, count) -> wanted.add("(" + key + "," + count + ")"));
    assertEquals(wanted, pairs(table), () -> "seed " + seed);
  }

  @Test
  void itsIteratorEnds() {
    Iterator<Tuple2<Object, Object>> none = new KeyTable<>().iterator();
    assertThrows(NoSuchElementException.class, none::next);
  }
}
