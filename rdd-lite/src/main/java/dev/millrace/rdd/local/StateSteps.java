package dev.millrace.rdd.local;

import dev.millrace.rdd.Lineage.StateUpdate;
import dev.millrace.rdd.UserFunctionException;
import dev.millrace.rdd.state.StateMap;
import dev.millrace.rdd.state.StateVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Finds a version of a partition's state, or makes it of the nearest earlier one that is there.
 * <em>Owned by one task.</em>
 */
final class StateSteps {

  private final TaskContext task;
  private final LineageInterpreter interpreter;
  private final int partition;

  StateSteps(TaskContext task, LineageInterpreter interpreter, int partition) {
    this.task = task;
    this.interpreter = interpreter;
    this.partition = partition;
  }

  /** The version, which is held from now on. */
  <K, V, S, M> StateVersion<K, S, M> version(StateUpdate<K, V, S, M> node) {
    Optional<StateVersion<K, S, M>> held = find(node);
    if (held.isPresent()) {
      return held.get();
    }
    StateVersion<K, S, M> made = step(before(node), node);
    return task.states().hold(task.executor(), node, partition, made);
  }

  /**
   * The states that a version begins with. Step by step instead of recursively: after a loss there
   * may be many steps. What lies between is not held, nobody asks for it.
   */
  private <K, S> StateMap<K, S> before(StateUpdate<K, ?, S, ?> node) {
    Deque<StateUpdate<K, ?, S, ?>> lost = new ArrayDeque<>();
    StateMap<K, S> states = StateMap.empty();
    Optional<StateUpdate<K, ?, S, ?>> earlier = node.previous();
    while (earlier.isPresent()) {
      Optional<StateMap<K, S>> held = statesOf(earlier.get());
      if (held.isPresent()) {
        states = held.get();
        break;
      }
      lost.push(earlier.get());
      earlier = earlier.get().previous();
    }
    while (!lost.isEmpty()) {
      states = step(states, lost.pop()).states();
    }
    return states;
  }

  private <K, V, S, M> Optional<StateMap<K, S>> statesOf(StateUpdate<K, V, S, M> node) {
    return find(node).map(StateVersion::states);
  }

  private <K, V, S, M> Optional<StateVersion<K, S, M>> find(StateUpdate<K, V, S, M> node) {
    return task.states().find(task.executor(), node, partition);
  }

  private <K, V, S, M> StateVersion<K, S, M> step(
      StateMap<K, S> states, StateUpdate<K, V, S, M> node) {
    try {
      return node.function().call(states, interpreter.compute(node.input(), partition));
    } catch (Exception e) {
      throw UserFunctionException.in(node.operation(), e);
    }
  }
}
