package dev.millrace.rdd.local;

import dev.millrace.rdd.EngineListener;
import dev.millrace.rdd.ExecutorInfo;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells observers; one that throws is logged and disturbs neither the others nor the engine.
 * Thread-safe.
 */
final class Listeners {

  private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

  private final List<EngineListener> all = new CopyOnWriteArrayList<>();

  void add(EngineListener listener) {
    all.add(listener);
  }

  void executorLost(ExecutorInfo executor, String reason) {
    tell(listener -> listener.onExecutorLost(executor, reason));
  }

  void taskFailed(String description, int partition, int attempt, Throwable cause) {
    tell(listener -> listener.onTaskFailed(description, partition, attempt, cause));
  }

  private void tell(Consumer<EngineListener> event) {
    for (EngineListener listener : all) {
      try {
        event.accept(listener);
      } catch (RuntimeException e) {
        LOG.error("engine listener {} threw; it must not", listener.getClass().getName(), e);
      }
    }
  }
}
