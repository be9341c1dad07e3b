package dev.millrace.testkit.actor;

import dev.millrace.receiver.actor.ToTracker;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** What bugs planted in shells call instead of the right thing; public, for patched classes. */
public final class ActorSubstitutes {
  private ActorSubstitutes() {}

  /** Acknowledges a block as soon as its report is there. */
  public static void acknowledge(Object message) {
    if (message instanceof ToTracker report
        && report.message() instanceof TrackerMessage.AddBlock block) {
      report.sender().tell(new SupervisorMessage.BlockAcknowledged(block.block().id()));
    }
  }

  /** Runs, of the tasks that wait, the latest first. */
  public static Executor latestFirst(Executor driver) {
    ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    return task -> {
      waiting.add(task);
      driver.execute(() -> waiting.removeLast().run());
    };
  }

  /** Handles a task once more than it is handed out. */
  public static void handleToo(Object message) {
    if (message instanceof Runnable task) {
      task.run();
    }
  }
}
