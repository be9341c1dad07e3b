package dev.millrace.rdd.local;

import java.util.ArrayList;
import java.util.List;

/**
 * Tasks that can run side by side: one for each partition of a node, up to the shuffles it reads.
 * <em>Guarded by the scheduler's lock</em>, but for what never changes.
 */
final class Stage {

  private final TaskBody body;
  private final List<Task> tasks = new ArrayList<>();

  /** How many tasks are ACTIVE. */
  private int activeCount;

  /** A stage over some partitions, all of them idle. */
  Stage(TaskBody body, List<Integer> partitions) {
    this.body = body;
    for (int index = 0; index < partitions.size(); index++) {
      tasks.add(new Task(index, partitions.get(index)));
    }
  }

  TaskBody body() {
    return body;
  }

  List<Task> tasks() {
    return tasks;
  }

  boolean isActive() {
    return activeCount > 0;
  }

  private enum State {
    IDLE,
    ACTIVE,
    DONE
  }

  /**
   * One task and how far it is: IDLE → ACTIVE (ready or running) → DONE. It goes back from ACTIVE
   * to IDLE when an output that it needs is lost, and from DONE to ACTIVE when its own output is.
   */
  final class Task {

    private final int index;
    private final int partition;
    private State state = State.IDLE;
    private int failureCount;
    private int attemptCount;

    private Task(int index, int partition) {
      this.index = index;
      this.partition = partition;
    }

    Stage stage() {
      return Stage.this;
    }

    /** Its place among the tasks of its stage, from 0. */
    int index() {
      return index;
    }

    int partition() {
      return partition;
    }

    boolean isActive() {
      return state == State.ACTIVE;
    }

    boolean isDone() {
      return state == State.DONE;
    }

    void activate() {
      state = State.ACTIVE;
      activeCount++;
    }

    void suspend() {
      state = State.IDLE;
      activeCount--;
    }

    void finish() {
      state = State.DONE;
      activeCount--;
    }

    /** The number of the attempt that begins now, from 1. */
    int nextAttempt() {
      return ++attemptCount;
    }

    /** How often it has failed, this time included. */
    int fail() {
      return ++failureCount;
    }
  }
}
