package dev.millrace.rdd.local;

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
    List<LocalExecutor> free =
        executors.all().stream().filter(each -> each.isAlive() && each.slotsFree() > 0).toList();
    if (free.isEmpty()) {
      return Optional.empty();
    }
    for (JobRun<?> run : jobs) {
      if (!run.ready().isEmpty()) {
        return Optional.of(place(run, free));
      }
    }
    return Optional.empty();
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
    List<LocalExecutor> preferred =
        locality.preferred(task.stage().body().node(), task.partition()).stream()
            .map(executors::find)
            .flatMap(Optional::stream)
            .filter(LocalExecutor::isAlive)
            .toList();
    return preferred.isEmpty()
        ? Optional.of(mostSlots(free))
        : preferred.stream().filter(free::contains).findFirst();
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
