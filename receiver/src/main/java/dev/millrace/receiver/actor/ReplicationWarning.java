package dev.millrace.receiver.actor;

import dev.millrace.rdd.ExecutorContext;
import dev.millrace.rdd.StorageLevel;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Says once for all launches of a program that there are fewer executors than copies wanted.
 * <em>Thread-safe.</em>
 */
final class ReplicationWarning {

  private final Consumer<String> log;
  private final AtomicBoolean given = new AtomicBoolean();

  ReplicationWarning(Consumer<String> log) {
    this.log = log;
  }

  /** A receiver is being launched. */
  void onLaunch(ExecutorContext executor, StorageLevel level) {
    int executors = 1 + executor.peers().size();
    if (executors < level.replication() && given.compareAndSet(false, true)) {
      log.accept(
          "The storage level asks for "
              + level.replication()
              + " copies of each block, but there "
              + (executors == 1 ? "is 1 executor" : "are " + executors + " executors")
              + ": fewer copies are kept");
    }
  }
}
