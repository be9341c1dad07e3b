package dev.millrace.scheduler.host;

import dev.millrace.receiver.BlockId;
import dev.millrace.scheduler.StopReport;
import dev.millrace.scheduler.actor.DriverActors;
import dev.millrace.scheduler.core.DriverCore;
import dev.millrace.scheduler.listener.ReceiverInfo;
import dev.millrace.scheduler.log.DriverJournal;
import dev.millrace.scheduler.tracker.TrackerCommand;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A driver that has recovered, as other threads see it: each method hands its work to the driver
 * thread. <em>Thread-safe.</em>
 */
record RunningDriver(DriverActors actors, DriverJournal journal, DriverCore core) {

  void tell(TrackerCommand command) {
    onDriver(() -> core.on(command));
  }

  List<ReceiverInfo> receivers() {
    CompletableFuture<List<ReceiverInfo>> reply = new CompletableFuture<>();
    tell(new TrackerCommand.GetAllReceiverInfo(reply::complete));
    return Waiting.forever(reply);
  }

  boolean dismiss(long batchNumber) {
    CompletableFuture<Boolean> reply = new CompletableFuture<>();
    onDriver(() -> reply.complete(core.dismiss(batchNumber)));
    return Waiting.forever(reply);
  }

  /** Lets everything that was acknowledged run to its end, for as long as the time given. */
  void drain(Duration timeout) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    onDriver(() -> core.drain(() -> done.complete(null)));
    Waiting.atMost(done, timeout);
  }

  /** Stops clock and receivers, for which it waits no longer than the time given. */
  void stopTaking(Duration timeout) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    onDriver(() -> core.stopTaking(() -> done.complete(null)));
    Waiting.atMost(done, timeout);
  }

  /** Ends all decisions and says what is left. */
  StopReport halt(Duration timeout) {
    CompletableFuture<StopReport> report = new CompletableFuture<>();
    onDriver(
        () -> {
          report.complete(core.report());
          core.halt();
        });
    if (!Waiting.atMost(report, timeout)) {
      throw new IllegalStateException(
          "the driver thread does not answer; close the actor system after the driver, not before");
    }
    return report.join();
  }

  /** The blocks that the executors still hold; empty if the driver thread does not answer. */
  List<BlockId> remainingBlocks(Duration timeout) {
    CompletableFuture<List<BlockId>> reply = new CompletableFuture<>();
    onDriver(() -> reply.complete(core.remainingBlocks()));
    return Waiting.atMost(reply, timeout) ? reply.join() : List.of();
  }

  /** Closes the log, with a last snapshot unless the state is not to be trusted. */
  CompletableFuture<Void> closeJournal(boolean broken) {
    CompletableFuture<CompletableFuture<Void>> closing = new CompletableFuture<>();
    onDriver(() -> closing.complete(broken ? journal.abandon() : journal.close()));
    return closing.thenCompose(closed -> closed);
  }

  private void onDriver(Runnable task) {
    actors.driver().execute(task);
  }
}
