package dev.millrace.scheduler.tracker;

import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.listener.ReceiverInfo;
import dev.millrace.time.Time;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the rest of the driver asks of the tracker. Answers are given on the driver thread.
 * <em>Immutable.</em>
 */
public sealed interface TrackerCommand {

  /** Has the tracker carry the command out. */
  void carryOut(ReceiverTracker tracker);

  /** Place all receivers. Not answered. */
  record StartAllReceivers() implements TrackerCommand {
    @Override
    public void carryOut(ReceiverTracker tracker) {
      tracker.startAllReceivers();
    }
  }

  /** End a receiver's job so that it is placed again. Not answered. */
  record RestartReceiver(int streamId) implements TrackerCommand {
    @Override
    public void carryOut(ReceiverTracker tracker) {
      tracker.restartReceiver(streamId);
    }
  }

  /** Tell the receivers which parts of the data logs nothing needs any more. Not answered. */
  record CleanupOldBlocks() implements TrackerCommand {
    @Override
    public void carryOut(ReceiverTracker tracker) {
      tracker.cleanupOldBlocks();
    }
  }

  /**
   * Limit a stream's receiver, in this life and the following ones, or its direct input. Not
   * answered.
   */
  record UpdateReceiverRateLimit(int streamId, double recordsPerSecond) implements TrackerCommand {
    public UpdateReceiverRateLimit {
      if (!(recordsPerSecond > 0) || Double.isInfinite(recordsPerSecond)) {
        throw new IllegalArgumentException(
            "a rate limit must be positive and finite, for stream "
                + streamId
                + ": "
                + recordsPerSecond);
      }
    }

    @Override
    public void carryOut(ReceiverTracker tracker) {
      tracker.updateReceiverRateLimit(streamId, recordsPerSecond);
    }
  }

  /** Answered with the streams that have a receiver. */
  record AllReceiverIds(Consumer<List<Integer>> reply) implements TrackerCommand {
    @Override
    public void carryOut(ReceiverTracker tracker) {
      reply.accept(tracker.allReceiverIds());
    }
  }

  /** Answered with all receivers as they are now, by stream. */
  record GetAllReceiverInfo(Consumer<List<ReceiverInfo>> reply) implements TrackerCommand {
    @Override
    public void carryOut(ReceiverTracker tracker) {
      reply.accept(tracker.allReceiverInfo());
    }
  }

  /** Stop all receivers and let them drain. Answered once their jobs have ended. */
  record StopAllReceivers(Runnable reply) implements TrackerCommand {
    @Override
    public void carryOut(ReceiverTracker tracker) {
      tracker.stopAllReceivers(reply);
    }
  }

  /**
   * Let the receivers seal what they have buffered and the direct inputs plan their ranges, then
   * give all blocks that wait and all ranges that are ready to a new batch. Answered with the batch
   * once its allocation is durable.
   */
  record AllocateBlocks(Time tick, Consumer<AllocatedBatch> reply) implements TrackerCommand {
    @Override
    public void carryOut(ReceiverTracker tracker) {
      tracker.allocateBlocks(tick, reply);
    }
  }
}
