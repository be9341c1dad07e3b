package dev.millrace.scheduler.tracker;

import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.scheduler.ReceiverSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Where receivers are run: the tracker's view of the engine. */
public interface ReceiverLauncher {

  /** The executors that are alive, in the order of their ids. */
  List<ExecutorInfo> executors();

  /**
   * Starts a receiver's job on an executor; must not block.
   *
   * @param onEnd called once on the driver thread, never inside this call, when the job has ended,
   *     with the cause unless it ended regularly
   */
  void launch(
      ReceiverSpec receiver,
      long incarnation,
      String executorId,
      Consumer<Optional<Throwable>> onEnd);
}
