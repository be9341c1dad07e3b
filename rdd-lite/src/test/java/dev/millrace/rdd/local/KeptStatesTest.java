package dev.millrace.rdd.local;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.Lineage.Parallelize;
import dev.millrace.rdd.Lineage.Shuffle;
import dev.millrace.rdd.Lineage.StateUpdate;
import dev.millrace.rdd.block.MemoryBoundBlockStore;
import dev.millrace.rdd.codec.KryoRecordCodec;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.rdd.state.StateMap;
import dev.millrace.rdd.state.StateVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KeptStatesTest {

  private static final StateVersion<String, Integer, Void> VERSION =
      new StateVersion<>(StateMap.empty(), List.of());

  private final ExecutorPool executors =
      new ExecutorPool(
          List.of(
              new ExecutorPorts(
                  1,
                  Runnable::run,
                  new MemoryBoundBlockStore(
                      "0", 1 << 20, Path.of("never-made"), new KryoRecordCodec<>(List.of())),
                  () -> {},
                  () -> {})));
  private final KeptStates states = new KeptStates(executors);

  private static StateUpdate<String, Integer, Integer, Void> node(int id) {
    return new StateUpdate<>(
        id,
        Optional.empty(),
        new Shuffle<>(
            id + 1,
            new Parallelize<Tuple2<String, Integer>>(id + 2, List.of(), 1),
            new HashPartitioner(1),
            Optional.empty(),
            false,
            "partitionBy"),
        new HashPartitioner(1),
        (before, pairs) -> VERSION,
        "state");
  }

  private void hold(StateUpdate<String, Integer, Integer, Void> node) {
    states.track(node);
    assertSame(VERSION, states.hold(executors.all().get(0), node, 0, VERSION));
  }

  @Test
  void holdsAVersionUntilItIsForgotten() {
    StateUpdate<String, Integer, Integer, Void> node = node(1);
    hold(node);
    assertTrue(states.isComplete(node));
    assertEquals(Optional.of(VERSION), states.find(executors.all().get(0), node, 0));
    states.forget(node);
    assertEquals(0, states.heldCount());
  }

  @Test
  void holdsNothingThatIsForgottenWhileItIsComputed() {
    StateUpdate<String, Integer, Integer, Void> node = node(1);
    states.track(node);
    states.forget(node);
    assertSame(VERSION, states.hold(executors.all().get(0), node, 0, VERSION));
    assertEquals(0, states.heldCount());
  }

  @Test
  void forgetsWhatNobodyCanReadAnyMore() {
    StateUpdate<String, Integer, Integer, Void> held = node(1);
    hold(held);
    StateUpdate<String, Integer, Integer, Void> dropped = node(11);
    hold(dropped);
    dropped = null;
    await()
        .until(
            () -> {
              System.gc();
              states.freeForgotten();
              return states.heldCount() == 1;
            });
    assertTrue(states.isComplete(held));
  }

  @Test
  void holdsWhatCanStillBeReadThroughAnotherNodeOfTheSameCollection() {
    StateUpdate<String, Integer, Integer, Void> computed = node(1);
    hold(computed);
    StateUpdate<String, Integer, Integer, Void> restored = node(1);
    states.track(restored);
    // Of this one nothing is left when the collector has run.
    StateUpdate<String, Integer, Integer, Void> witness = node(11);
    hold(witness);
    computed = null;
    witness = null;
    await()
        .until(
            () -> {
              System.gc();
              states.freeForgotten();
              return !states.isComplete(node(11));
            });
    assertTrue(states.isComplete(restored));
  }

  @Test
  void aLostExecutorHoldsNothingAndTakesNothing() {
    StateUpdate<String, Integer, Integer, Void> node = node(1);
    hold(node);
    executors.all().get(0).lose("test");
    assertEquals(0, states.heldCount());
    assertSame(VERSION, states.hold(executors.all().get(0), node, 0, VERSION));
    assertEquals(0, states.heldCount());
  }
}
