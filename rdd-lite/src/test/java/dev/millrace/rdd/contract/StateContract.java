package dev.millrace.rdd.contract;

import static dev.millrace.rdd.contract.Contract.pair;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.JobFailedException;
import dev.millrace.rdd.KeyedState;
import dev.millrace.rdd.Lineage.StateFunction;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.rdd.state.StateEditor;
import dev.millrace.rdd.state.StateEntry;
import dev.millrace.rdd.state.StateVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keyed state on engines: version in, pairs, version out. */
interface StateContract extends Contract {

  /** Sums per key; each sum is also a mapped record. Notes each call. */
  static StateFunction<String, Integer, Integer, String> sums(Probe calls, Object note) {
    return (states, pairs) -> {
      calls.note(note);
      StateEditor<String, Integer> editor = states.edit();
      List<String> mapped = new ArrayList<>();
      while (pairs.hasNext()) {
        Tuple2<String, Integer> next = pairs.next();
        int sum = editor.get(next._1()).map(StateEntry::state).orElse(0) + next._2();
        editor.put(next._1(), sum, 0);
        mapped.add(next._1() + "=" + sum);
      }
      return new StateVersion<>(editor.finish(), mapped);
    };
  }

  private PairRdd<String, Integer> pairs(List<Tuple2<String, Integer>> pairs) {
    return context().parallelizePairs(pairs, 2);
  }

  private Rdd<StateVersion<String, Integer, String>> next(
      Optional<Rdd<StateVersion<String, Integer, String>>> previous,
      List<Tuple2<String, Integer>> pairs,
      Probe calls,
      Object note) {
    return KeyedState.update(
        previous, pairs(pairs), new HashPartitioner(2), sums(calls, note), "sums");
  }

  static Map<String, Integer> snapshot(Rdd<StateVersion<String, Integer, String>> version) {
    Map<String, Integer> states = new TreeMap<>();
    KeyedState.snapshot(version).collect().forEach(pair -> states.put(pair._1(), pair._2()));
    return states;
  }

  @Test
  default void aVersionIsMadeOfTheOneBeforeAndNewPairs() {
    Probe calls = Probe.create();
    var first = next(Optional.empty(), List.of(pair("a", 1), pair("b", 2)), calls, 1);
    var second = next(Optional.of(first), List.of(pair("a", 3), pair("c", 4)), calls, 2);
    assertEquals(Map.of("a", 4, "b", 2, "c", 4), snapshot(second));
    assertEquals(
        List.of("a=4", "c=4"), KeyedState.mapped(second).collect().stream().sorted().toList());
    assertEquals(Map.of("a", 1, "b", 2), snapshot(first));
  }

  @Test
  default void aVersionIsComputedOnceWhateverReadsIt() {
    Probe calls = Probe.create();
    var first = next(Optional.empty(), List.of(pair("a", 1), pair("b", 2)), calls, 1);
    assertEquals(2, KeyedState.snapshot(first).count());
    assertEquals(2, KeyedState.mapped(first).count());
    var second = next(Optional.of(first), List.of(pair("a", 3)), calls, 2);
    assertEquals(2, KeyedState.snapshot(second).count());
    assertEquals(List.of("1", "1", "2", "2"), calls.events());
  }

  @Test
  default void versionsThatNobodyHasAskedForAreComputedOnTheWay() {
    Probe calls = Probe.create();
    var version = next(Optional.empty(), List.of(pair("a", 1)), calls, 0);
    for (int step = 1; step < 500; step++) {
      version = next(Optional.of(version), List.of(pair("a", 1)), calls, step);
    }
    assertEquals(Map.of("a", 500), snapshot(version));
    assertEquals(2 * 500, calls.count());
  }

  @Test
  default void aVersionThatWasUnpersistedIsComputedAgain() {
    Probe calls = Probe.create();
    var first = next(Optional.empty(), List.of(pair("a", 1)), calls, 1);
    var second = next(Optional.of(first), List.of(pair("a", 2)), calls, 2);
    assertEquals(Map.of("a", 3), snapshot(second));
    first.unpersist();
    assertEquals(Map.of("a", 3), snapshot(second));
    assertEquals(4, calls.count());
    second.unpersist();
    assertEquals(Map.of("a", 3), snapshot(second));
    assertEquals(8, calls.count());
  }

  @Test
  default void twoVersionsMayFollowTheSameOne() {
    Probe calls = Probe.create();
    var first = next(Optional.empty(), List.of(pair("a", 1), pair("b", 1)), calls, 1);
    var left = next(Optional.of(first), List.of(pair("a", 10)), calls, 2);
    var right = next(Optional.of(first), List.of(pair("b", 20)), calls, 3);
    assertEquals(Map.of("a", 11, "b", 1), snapshot(left));
    assertEquals(Map.of("a", 1, "b", 21), snapshot(right));
  }

  @Test
  default void aTaskThatIsTriedAgainBeginsWithTheSameVersion() {
    Probe calls = Probe.create();
    var first = next(Optional.empty(), List.of(pair("a", 1)), calls, 1);
    StateFunction<String, Integer, Integer, String> sums = sums(calls, 2);
    Probe tries = Probe.create();
    var second =
        KeyedState.update(
            Optional.of(first),
            pairs(List.of(pair("a", 5))),
            new HashPartitioner(2),
            (states, pairs) -> {
              boolean mine = pairs.hasNext();
              StateVersion<String, Integer, String> made = sums.call(states, pairs);
              if (mine && tries.note("try") < 3) {
                throw new IllegalStateException("after the state was changed");
              }
              return made;
            },
            "flaky");
    assertEquals(Map.of("a", 6), snapshot(second));
    assertEquals(3, tries.count());
  }

  @Test
  default void whatAnUpdateThrowsNamesItsOperation() {
    Rdd<StateVersion<String, Integer, String>> version =
        KeyedState.update(
            Optional.empty(),
            pairs(List.of(pair("a", 5))),
            new HashPartitioner(1),
            (states, pairs) -> {
              throw new IllegalArgumentException("no such state");
            },
            "mapWithState");
    JobFailedException failure = assertThrows(JobFailedException.class, version::count);
    assertTrue(failure.getMessage().startsWith("mapWithState failed"), failure::getMessage);
  }

  @Test
  default void versionsHaveOnePartitioner() {
    Probe calls = Probe.create();
    var first = next(Optional.empty(), List.of(pair("a", 1)), calls, 1);
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                KeyedState.update(
                    Optional.of(first),
                    pairs(List.of(pair("a", 1))),
                    new HashPartitioner(3),
                    sums(calls, 2),
                    "sums"));
    assertTrue(refused.getMessage().contains("HashPartitioner(3)"), refused::getMessage);
    assertTrue(refused.getMessage().contains("HashPartitioner(2)"), refused::getMessage);
  }

  @Test
  default void initialStatesAreTheFirstVersion() {
    Rdd<StateVersion<String, Integer, String>> initial =
        KeyedState.initial(
            pairs(List.of(pair("a", 1), pair("b", 2))), new HashPartitioner(2), 77, "initial");
    assertEquals(Map.of("a", 1, "b", 2), snapshot(initial));
    assertEquals(0, KeyedState.mapped(initial).count());
    List<Long> touched =
        initial
            .flatMap(version -> version.states().iterator())
            .map(StateEntry::touchedMillis)
            .collect();
    assertEquals(List.of(77L, 77L), touched);
  }

  @Test
  default void aCheckpointEndsLineageAndComputesNothingThatIsHeld(@TempDir Path directory) {
    context().setCheckpointDir(directory.toString());
    Probe calls = Probe.create();
    var first = next(Optional.empty(), List.of(pair("a", 1), pair("b", 2)), calls, 1);
    var checkpoint = KeyedState.checkpoint(first);
    assertTrue(checkpoint.whole());
    var second = next(Optional.of(checkpoint.version()), List.of(pair("a", 3)), calls, 2);
    assertEquals(Map.of("a", 4, "b", 2), snapshot(second));
    assertTrue(checkpoint.changes().isCheckpointed());
    assertEquals(List.of("1", "1", "2", "2"), calls.events());
    first.unpersist();
    second.unpersist();
    assertEquals(Map.of("a", 4, "b", 2), snapshot(second));
    assertEquals(List.of("1", "1", "2", "2", "2", "2"), calls.events());
  }

  @Test
  default void aCheckpointHasWhatChangedSinceTheLastOne(@TempDir Path directory) {
    context().setCheckpointDir(directory.toString());
    Probe calls = Probe.create();
    var version = next(Optional.empty(), manyPairs(500), calls, 0);
    List<Long> written = new ArrayList<>();
    List<Boolean> whole = new ArrayList<>();
    for (int step = 1; step <= 21; step++) {
      var checkpoint = KeyedState.checkpoint(version);
      written.add(checkpoint.changes().count());
      whole.add(checkpoint.whole());
      version =
          next(
              Optional.of(checkpoint.version()),
              List.of(pair("k7", 1), pair("n" + step, 1)),
              calls,
              step);
    }
    for (int step = 0; step < written.size(); step++) {
      assertEquals(step % 10 == 0, whole.get(step), "checkpoint " + step);
      assertEquals(step % 10 == 0 ? 500 + step : 2, written.get(step), "checkpoint " + step);
    }
    Map<String, Integer> states = snapshot(version);
    assertEquals(521, states.size());
    assertEquals(22, states.get("k7"));
    assertEquals(2 * 22, calls.count());
  }

  @Test
  default void whatIsLostIsReadFromTheLastWholeCheckpointAndTheChangesSince(
      @TempDir Path directory) {
    context().setCheckpointDir(directory.toString());
    Probe calls = Probe.create();
    var version = next(Optional.empty(), manyPairs(50), calls, 0);
    List<Rdd<?>> versions = new ArrayList<>(List.of(version));
    for (int step = 1; step <= 15; step++) {
      var checkpoint = KeyedState.checkpoint(version);
      version = next(Optional.of(checkpoint.version()), List.of(pair("k7", 1)), calls, step);
      assertEquals(50, KeyedState.snapshot(version).count());
      versions.add(version);
    }
    Map<String, Integer> before = snapshot(version);
    versions.forEach(Rdd::unpersist);
    int called = calls.count();
    assertEquals(before, snapshot(version));
    assertEquals(called + 2, calls.count(), "more was computed again than the last step");
  }

  static List<Tuple2<String, Integer>> manyPairs(int count) {
    List<Tuple2<String, Integer>> pairs = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      pairs.add(pair("k" + number, 1));
    }
    return pairs;
  }

  @Test
  default void onlyVersionsOfKeyedStateAreCheckpointedAsSuch() {
    Rdd<Integer> numbers = context().parallelize(List.of(1), 1);
    assertThrows(IllegalArgumentException.class, () -> KeyedState.checkpoint(numbers));
  }
}
