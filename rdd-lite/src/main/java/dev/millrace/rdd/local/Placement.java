package dev.millrace.rdd.local;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Decides which task gets which slot: job by job in the order of submission, a task whose input
 * lies on a free executor before the others. No slot waits for a nearer task: reading from another
 * executor of this process costs nothing that would be worth it. <em>Guarded by the scheduler's
 * lock.</em>
 */
final class Placement {

  private final ExecutorPool executors;
  private final Locality locality;

  Placement(ExecutorPool executors, Locality locality) {
    this.executors = executors;
    this.locality = locality;
  }

  /** Takes a slot for the next task; empty when no slot is free or no task ready. */
  Optional<Attempt> place(Collection<JobRun<?>> jobs) {
    for (JobRun<?> run : jobs) {
      if (!run.ready().isEmpty()) {
        List<LocalExecutor> free = free();
        return free.isEmpty() ? Optional.empty() : Optional.of(place(run, free));
      }
    }
    return Optional.empty();
  }

  private List<LocalExecutor> free() {
    List<LocalExecutor> free = new ArrayList<>();
    for (LocalExecutor executor : executors.all()) {
      if (executor.isAlive() && executor.slotsFree() > 0) {
        free.add(executor);
      }
    }
    return free;
  }

  private Attempt place(JobRun<?> run, List<LocalExecutor> free) {
    Stage.Task chosen = run.ready().getFirst();
    LocalExecutor executor = mostSlots(free);
    if (executors.all().size() > 1) {
      for (Stage.Task task : run.ready()) {
        Optional<LocalExecutor> near = near(task, free);
        if (near.isPresent()) {
          chosen = task;
          executor = near.get();
          break;
        }
      }
    }
    run.ready().remove(chosen);
    executor.takeSlot();
    Attempt attempt = new Attempt(run, chosen, executor);
    run.attempts().add(attempt);
    return attempt;
  }

  /** A free executor where the task's input lies; any if no living one has it. */
  private Optional<LocalExecutor> near(Stage.Task task, List<LocalExecutor> free) {
    boolean someLives = false;
    for (String id : locality.preferred(task.stage().body().node(), task.partition())) {
      Optional<LocalExecutor> preferred = executors.find(id).filter(LocalExecutor::isAlive);
      if (preferred.isPresent() && free.contains(preferred.get())) {
        return preferred;
      }
      someLives |= preferred.isPresent();
    }
    return someLives ? Optional.empty() : Optional.of(mostSlots(free));
  }

  private static LocalExecutor mostSlots(List<LocalExecutor> free) {
    LocalExecutor most = free.get(0);
    for (LocalExecutor executor : free) {
      if (executor.slotsFree() > most.slotsFree()) {
        most = executor;
      }
    }
    return most;
  }
}
