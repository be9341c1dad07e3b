package dev.millrace.rdd.local;

import dev.millrace.rdd.Job;
import dev.millrace.rdd.Lineage;
import dev.millrace.rdd.Lineage.StateUpdate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Cuts a job's lineage into stages at its shuffles. <em>Guarded by the scheduler's lock.</em>
 *
 * <p>Which stages are needed is asked anew each time one can run: partitions are kept and evicted,
 * and outputs lost, while a job runs.
 */
final class StagePlan {

  private final KeptPartitions kept;
  private final KeptStates states;
  private final ShuffleOutputs outputs;
  private final Stage last;
  private final Map<ShuffleKey, Stage> writers = new LinkedHashMap<>();

  StagePlan(Job<?, ?> job, KeptPartitions kept, KeptStates states, ShuffleOutputs outputs) {
    this.kept = kept;
    this.states = states;
    this.outputs = outputs;
    this.last =
        new Stage(
            new TaskBody.Act(job.target(), job.function(), job.description()), job.partitions());
  }

  /** The stage that runs the job's action. */
  Stage last() {
    return last;
  }

  /** The tasks that can run now and do not yet, from a stage and those it needs. */
  List<Stage.Task> runnable(Stage stage) {
    List<Stage.Task> tasks = new ArrayList<>();
    collect(stage, new HashSet<>(), tasks);
    return tasks;
  }

  /** Returns whether the stage's results are all there. */
  private boolean collect(Stage stage, Set<Stage> seen, List<Stage.Task> tasks) {
    if (stage.body() instanceof TaskBody.Write write && outputs.isComplete(write.edge())) {
      return true;
    }
    if (!seen.add(stage)) {
      return false;
    }
    boolean ready = true;
    for (ShuffleEdge edge : edgesRead(stage.body().node())) {
      ready &= collect(writers.computeIfAbsent(edge.key(), key -> writer(edge)), seen, tasks);
    }
    if (ready) {
      stage.tasks().stream().filter(this::isWanted).forEach(tasks::add);
    }
    return false;
  }

  private boolean isWanted(Stage.Task task) {
    if (task.isActive()) {
      return false;
    }
    return task.stage().body() instanceof TaskBody.Write write
        ? !outputs.isPresent(write.edge(), task.partition())
        : !task.isDone();
  }

  private Stage writer(ShuffleEdge edge) {
    outputs.track(edge);
    return new Stage(
        new TaskBody.Write(edge),
        IntStream.range(0, edge.parent().partitionCount()).boxed().toList());
  }

  /**
   * The shuffles that computing a node reads: those above it, not hidden behind kept partitions or
   * held state.
   */
  private List<ShuffleEdge> edgesRead(Lineage<?> node) {
    List<ShuffleEdge> edges = new ArrayList<>();
    // By identity: two nodes with one id are the same collection, but lead to different parents.
    Set<Lineage<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Lineage<?>> open = new ArrayDeque<>();
    open.add(node);
    while (!open.isEmpty()) {
      Lineage<?> next = open.remove();
      if (next instanceof StateUpdate<?, ?, ?, ?> update) {
        states.track(update);
      }
      if (seen.add(next) && !kept.isComplete(next) && !states.isComplete(next)) {
        for (int parent = 0; parent < next.parents().size(); parent++) {
          if (ShuffleEdge.isNarrow(next, parent)) {
            open.add(next.parents().get(parent));
          } else {
            edges.add(new ShuffleEdge(next, parent));
          }
        }
      }
    }
    return edges;
  }
}
