package dev.millrace.rdd.local;

import dev.millrace.rdd.BlockStore;
import dev.millrace.rdd.ExecutorContext;
import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.rdd.ExecutorLostException;
import dev.millrace.rdd.ExecutorServices;
import dev.millrace.rdd.ReceiverTask;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The receivers' jobs on all executors. <em>Thread-safe.</em> They take no task slot. */
final class Receivers {

  private final ExecutorPool executors;
  private final ExecutorServices services;

  /** Jobs that have not ended, with their executors. */
  private final Map<ReceiverRun, LocalExecutor> runs = new ConcurrentHashMap<>();

  Receivers(ExecutorPool executors, ExecutorServices services) {
    this.executors = executors;
    this.services = services;
  }

  void launch(
      String name, String executorId, ReceiverTask task, Consumer<Optional<Throwable>> onEnd) {
    Optional<LocalExecutor> executor = executors.find(executorId);
    if (executor.isEmpty()) {
      onEnd.accept(
          Optional.of(
              new ExecutorLostException(executorId, "there never was one; " + name + " needs it")));
      return;
    }
    ReceiverRun[] self = new ReceiverRun[1];
    ReceiverRun run =
        new ReceiverRun(
            cause -> {
              runs.remove(self[0]);
              onEnd.accept(cause);
            });
    self[0] = run;
    runs.put(run, executor.get());
    // Registered before this check, so that a loss from now on finds it.
    Optional<String> loss = executor.get().loss();
    if (loss.isPresent()) {
      run.end(Optional.of(new ExecutorLostException(executorId, loss.get())));
      return;
    }
    run.start(task, new ContextOf(executor.get()));
  }

  /** Kills what runs on an executor. */
  void killOn(LocalExecutor executor, Throwable cause) {
    runs.forEach(
        (run, place) -> {
          if (place == executor) {
            run.kill(cause);
          }
        });
  }

  private final class ContextOf implements ExecutorContext {

    private final LocalExecutor executor;

    ContextOf(LocalExecutor executor) {
      this.executor = executor;
    }

    @Override
    public ExecutorInfo executor() {
      return executor.info();
    }

    @Override
    public BlockStore blocks() {
      return executor.blocks();
    }

    @Override
    public List<Peer> peers() {
      return executors.alive().stream()
          .filter(other -> other != executor)
          .map(other -> new Peer(other.info(), other.blocks()))
          .toList();
    }

    @Override
    public ExecutorServices services() {
      return services;
    }
  }
}
