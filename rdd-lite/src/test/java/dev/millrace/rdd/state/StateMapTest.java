package dev.millrace.rdd.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class StateMapTest {

  private enum Colour {
    RED,
    GREEN
  }

  @Test
  void anEmptyMapHasNoKeysAndNothingToExpire() {
    StateMap<String, Integer> empty = StateMap.empty();
    assertEquals(0, empty.size());
    assertEquals(Optional.empty(), empty.get("a"));
    assertFalse(empty.iterator().hasNext());
    StateEditor<String, Integer> editor = empty.edit();
    editor.remove("a");
    editor.expire(Long.MAX_VALUE, entry -> assertEquals("nothing", entry));
    assertEquals(0, editor.finish().size());
  }

  @Test
  void aKeyHasTheStateThatWasPutLast() {
    StateEditor<String, Integer> editor = StateMap.<String, Integer>empty().edit();
    editor.put("a", 1, 10);
    editor.put("b", 2, 10);
    editor.put("a", 3, 20);
    StateMap<String, Integer> map = editor.finish();
    assertEquals(2, map.size());
    assertEquals(Optional.of(new StateEntry<>("a", 3, 20)), map.get("a"));
    assertEquals(Optional.of(new StateEntry<>("b", 2, 10)), map.get("b"));
  }

  @Test
  void nullAndEnumKeysAreKeys() {
    StateEditor<Object, Integer> editor = StateMap.<Object, Integer>empty().edit();
    editor.put(null, 1, 0);
    editor.put(Colour.RED, 2, 0);
    editor.put(Colour.GREEN, 3, 0);
    StateMap<Object, Integer> map = editor.finish();
    assertEquals(1, map.get(null).orElseThrow().state());
    assertEquals(2, map.get(Colour.RED).orElseThrow().state());
    assertEquals(3, map.get(Colour.GREEN).orElseThrow().state());
  }

  @Test
  void anEditLeavesTheVersionItBeganWithAsItWas() {
    StateMap<Integer, String> first = numbers(100, 1);
    StateEditor<Integer, String> editor = first.edit();
    for (int key = 0; key < 100; key += 2) {
      editor.put(key, "second", 2);
      editor.remove(key + 1);
    }
    StateMap<Integer, String> second = editor.finish();
    assertEquals(100, first.size());
    assertEquals(50, second.size());
    for (int key = 0; key < 100; key++) {
      assertEquals("first", first.get(key).orElseThrow().state());
    }
  }

  @Test
  void twoEditorsOfOneVersionDoNotSeeEachOther() {
    StateMap<Integer, String> base = numbers(1_000, 1);
    StateEditor<Integer, String> left = base.edit();
    StateEditor<Integer, String> right = base.edit();
    for (int key = 0; key < 1_000; key++) {
      left.put(key, "left", 2);
      right.remove(key);
    }
    assertEquals("left", left.finish().get(7).orElseThrow().state());
    assertEquals(0, right.finish().size());
    assertEquals("first", base.get(7).orElseThrow().state());
  }

  @Test
  void anEditorCannotChangeAVersionThatItHasFinished() {
    StateEditor<Integer, String> editor = StateMap.<Integer, String>empty().edit();
    editor.put(1, "one", 0);
    StateMap<Integer, String> version = editor.finish();
    assertThrows(IllegalStateException.class, () -> editor.put(1, "changed", 0));
    assertThrows(IllegalStateException.class, editor::finish);
    assertEquals("one", version.get(1).orElseThrow().state());
  }

  @Test
  void aSmallEditSharesAllButAFewNodesOfALargeMap() {
    StateMap<Integer, String> large = numbers(100_000, 1);
    Set<Node<Integer, String>> before = nodes(large);
    StateEditor<Integer, String> editor = large.edit();
    for (int key = 0; key < 10; key++) {
      editor.put(key * 9_973, "changed", 2);
    }
    Set<Node<Integer, String>> after = nodes(editor.finish());
    after.removeAll(before);
    // At most one node a level for each key; 100 000 keys have five levels at most.
    assertTrue(after.size() <= 50, () -> after.size() + " new nodes of " + before.size());
    assertTrue(before.size() > 3_000, () -> "only " + before.size() + " nodes at all");
  }

  @Test
  void onlyNodesWithIdleKeysAreRebuiltWhenKeysExpire() {
    StateEditor<Integer, String> editor = numbers(100_000, 100).edit();
    editor.put(77, "idle", 5);
    editor.put(77_777, "idle", 6);
    StateMap<Integer, String> large = editor.finish();
    StateEditor<Integer, String> expiring = large.edit();
    List<Integer> expired = new ArrayList<>();
    expiring.expire(100, entry -> expired.add(entry.key()));
    StateMap<Integer, String> rest = expiring.finish();
    assertEquals(Set.of(77, 77_777), Set.copyOf(expired));
    assertEquals(99_998, rest.size());
    Set<Node<Integer, String>> changed = nodes(rest);
    changed.removeAll(nodes(large));
    assertTrue(changed.size() <= 10, () -> changed.size() + " new nodes");
  }

  @Test
  void nothingIsRebuiltWhenNothingExpires() {
    StateMap<Integer, String> map = numbers(1_000, 100);
    StateEditor<Integer, String> editor = map.edit();
    editor.expire(100, entry -> assertEquals("nothing", entry));
    assertSame(map.root(), editor.finish().root());
  }

  @Test
  void touchingAKeyAgainKeepsItFromExpiring() {
    StateEditor<Integer, String> editor = numbers(1_000, 1).edit();
    for (int key = 0; key < 999; key++) {
      editor.put(key, "second", 2);
    }
    List<Integer> expired = new ArrayList<>();
    editor.expire(2, entry -> expired.add(entry.key()));
    assertEquals(List.of(999), expired);
  }

  @Test
  void whatHasChangedIsToldWithoutLookingAtTheRest() {
    StateMap<Integer, String> older = numbers(100_000, 1);
    StateEditor<Integer, String> editor = older.edit();
    editor.put(5, "five", 2);
    editor.put(200_000, "new", 2);
    editor.remove(6);
    StateMap<Integer, String> newer = editor.finish();
    List<String> told = new ArrayList<>();
    newer.changesSince(
        older,
        new StateChanges<>() {
          @Override
          public void put(StateEntry<Integer, String> entry) {
            told.add("+" + entry.key());
          }

          @Override
          public void removed(Integer key) {
            told.add("-" + key);
          }
        });
    Collections.sort(told);
    assertEquals(List.of("+200000", "+5", "-6"), told);
  }

  @Test
  void aThousandTouchedKeysOfAMillionRebuildAThousandPaths() {
    StateMap<Integer, String> million = numbers(1_100_000, 1);
    Set<Node<Integer, String>> before = nodes(million);
    StateEditor<Integer, String> editor = million.edit();
    for (int key = 0; key < 1_000; key++) {
      editor.put(key * 997, "changed", 2);
    }
    editor.expire(1, entry -> assertEquals("nothing", entry));
    Set<Node<Integer, String>> after = nodes(editor.finish());
    int all = after.size();
    after.removeAll(before);
    // The upper levels are shared by the thousand; each key has a path of its own below them.
    assertTrue(after.size() <= 5 * 1_000, () -> after.size() + " new nodes of " + all);
    assertTrue(all > 30_000, () -> "only " + all + " nodes at all");
  }

  private static StateMap<Integer, String> numbers(int count, long touched) {
    StateEditor<Integer, String> editor = StateMap.<Integer, String>empty().edit();
    for (int key = 0; key < count; key++) {
      editor.put(key, "first", touched);
    }
    return editor.finish();
  }

  /** All nodes of a map, by identity. */
  static <K, S> Set<Node<K, S>> nodes(StateMap<K, S> map) {
    Set<Node<K, S>> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
    gather(map.root(), nodes);
    return nodes;
  }

  @SuppressWarnings("unchecked") // what is a node is one of this map
  private static <K, S> void gather(Node<K, S> node, Set<Node<K, S>> nodes) {
    nodes.add(node);
    for (int index = 0; index < node.slotCount(); index++) {
      if (node.slot(index) instanceof Node<?, ?> below) {
        gather((Node<K, S>) below, nodes);
      }
    }
  }
}
