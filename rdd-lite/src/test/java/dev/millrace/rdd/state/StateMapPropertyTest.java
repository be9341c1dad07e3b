package dev.millrace.rdd.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Any sequence of edits against a plain map, with versions kept and looked at again later. */
final class StateMapPropertyTest {

  private static final int SEEDS = 40;

  /** A key whose hash is one of few, so that many keys share one, or all of its upper bits. */
  private record Key(int number, int hash) {
    @Override
    public int hashCode() {
      return hash;
    }
  }

  private record Version(StateMap<Key, Integer> map, Map<Key, StateEntry<Key, Integer>> model) {}

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anySequenceOfEditsDoesWhatAPlainMapDoes(int seed) {
    SplittableRandom chance = new SplittableRandom(seed);
    int keys = 1 << chance.nextInt(1, 9);
    int hashMask = chance.nextBoolean() ? -1 : (1 << chance.nextInt(0, 6)) - 1;
    List<Version> versions = new ArrayList<>();
    versions.add(new Version(StateMap.empty(), Map.of()));
    for (int step = 0; step < 40; step++) {
      Version from =
          versions.get(chance.nextInt(Math.max(0, versions.size() - 3), versions.size()));
      versions.add(edited(from, chance, keys, hashMask, step));
    }
    // Later edits have left every version as it was.
    versions.forEach(StateMapPropertyTest::check);
    for (int pair = 0; pair < 20; pair++) {
      checkDifference(
          versions.get(chance.nextInt(versions.size())),
          versions.get(chance.nextInt(versions.size())));
    }
  }

  private static Version edited(
      Version from, SplittableRandom chance, int keys, int hashMask, int step) {
    Map<Key, StateEntry<Key, Integer>> model = new HashMap<>(from.model());
    StateEditor<Key, Integer> editor = from.map().edit();
    int edits = chance.nextInt(1, keys + 2);
    for (int edit = 0; edit < edits; edit++) {
      int number = chance.nextInt(keys);
      Key key = new Key(number, (number * 31) & hashMask);
      switch (chance.nextInt(10)) {
        case 0, 1, 2 -> {
          editor.remove(key);
          model.remove(key);
        }
        case 3 ->
            assertEquals(Optional.ofNullable(model.get(key)), editor.get(key), "found in an edit");
        default -> {
          long touched = (long) step - chance.nextInt(5);
          editor.put(key, edit, touched);
          model.put(key, new StateEntry<>(key, edit, touched));
        }
      }
    }
    if (chance.nextInt(3) == 0) {
      expire(editor, model, (long) step - chance.nextInt(5));
    }
    Version version = new Version(editor.finish(), model);
    check(version);
    return version;
  }

  private static void expire(
      StateEditor<Key, Integer> editor, Map<Key, StateEntry<Key, Integer>> model, long before) {
    Set<StateEntry<Key, Integer>> expired = new HashSet<>();
    editor.expire(before, entry -> assertTrue(expired.add(entry), "told of twice"));
    Set<StateEntry<Key, Integer>> expected = new HashSet<>(model.values());
    expected.removeIf(entry -> entry.touchedMillis() >= before);
    assertEquals(expected, expired);
    model.values().removeIf(entry -> entry.touchedMillis() < before);
  }

  private static void check(Version version) {
    assertEquals(version.model().size(), version.map().size());
    Map<Key, StateEntry<Key, Integer>> found = new HashMap<>();
    for (StateEntry<Key, Integer> entry : version.map()) {
      assertEquals(Optional.of(entry), version.map().get(entry.key()));
      found.put(entry.key(), entry);
    }
    assertEquals(version.model(), found);
    checkNode(version.map().root(), true);
  }

  /** The oldest time is that of the entries, and no further node has fewer than two of them. */
  private static long checkNode(Node<?, ?> node, boolean root) {
    long oldest = Long.MAX_VALUE;
    for (int index = 0; index < node.slotCount(); index++) {
      oldest =
          Math.min(
              oldest,
              node.slot(index) instanceof Node<?, ?> below
                  ? checkNode(below, false)
                  : ((StateEntry<?, ?>) node.slot(index)).touchedMillis());
    }
    assertEquals(oldest, node.oldestMillis());
    assertTrue(root || !(node.isEmpty() || node.onlyEntry().isPresent()), "a node too many");
    return oldest;
  }

  /** What is told to have changed makes the older version the newer one. */
  private static void checkDifference(Version older, Version newer) {
    Map<Key, StateEntry<Key, Integer>> patched = new HashMap<>(older.model());
    List<Key> told = new ArrayList<>();
    newer
        .map()
        .changesSince(
            older.map(),
            new StateChanges<>() {
              @Override
              public void put(StateEntry<Key, Integer> entry) {
                told.add(entry.key());
                patched.put(entry.key(), entry);
              }

              @Override
              public void removed(Key key) {
                told.add(key);
                patched.remove(key);
              }
            });
    assertEquals(newer.model(), patched);
    assertEquals(told.size(), new HashSet<>(told).size(), "told of a key twice");
  }
}
