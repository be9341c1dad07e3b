package dev.millrace.scheduler;

import java.util.List;

/**
 * The names of the steps after which a crash must be survived; stable, for use in tests and their
 * reports.
 */
public final class SchedulerCrashPoints {
  /** Snapshot and log are replayed; nothing of this life is in the log. */
  public static final String RECOVERED = "scheduler.recovered";

  /** The start is durable and the planner has started; no receiver is placed. */
  public static final String STARTED = "scheduler.started";

  /** An event has changed the driver's state; it is not in the log. */
  public static final String EVENT_APPLIED = "scheduler.event.applied";

  /** An event is durable; what waits for that has not been done. */
  public static final String EVENT_DURABLE = "scheduler.event.durable";

  /** The launch of a receiver is durable; no executor has its job. */
  public static final String RECEIVER_PLACED = "scheduler.receiver.placed";

  /** An executor has a receiver's job. */
  public static final String RECEIVER_LAUNCHED = "scheduler.receiver.launched";

  /** A receiver is registered; it has no answer. */
  public static final String RECEIVER_REGISTERED = "scheduler.receiver.registered";

  /** A block is in the ledger for good, and its receiver is being told. */
  public static final String BLOCK_ACKNOWLEDGED = "scheduler.block.acknowledged";

  /** The receivers have sealed for a tick, or were waited for long enough; nothing is allocated. */
  public static final String TICK_SEALED = "scheduler.tick.sealed";

  /** A batch's allocation is durable; its jobs are not planned. */
  public static final String BATCH_ALLOCATED = "scheduler.batch.allocated";

  /** A batch's jobs are planned; none is submitted. */
  public static final String BATCH_PLANNED = "scheduler.batch.planned";

  /** A batch's jobs wait for job threads, or run. */
  public static final String BATCH_SUBMITTED = "scheduler.batch.submitted";

  /** An output of a batch is done; the driver does not know. */
  public static final String OUTPUT_DONE = "scheduler.output.done";

  /** A batch's outcome is in the driver's state; it need not be in the log. */
  public static final String BATCH_SETTLED = "scheduler.batch.settled";

  /** A batch's outcome is durable; nobody has been told. */
  public static final String BATCH_OVER = "scheduler.batch.over";

  /** That nothing needs a batch is durable; its blocks are still there. */
  public static final String BATCH_CLEANED = "scheduler.batch.cleaned";

  /** The receivers have been told which part of the data logs is needed. */
  public static final String CLEANUP_TOLD = "scheduler.cleanup.told";

  /** A cleaned batch's blocks are out of the executors' stores. */
  public static final String BLOCKS_REMOVED = "scheduler.blocks.removed";

  /** A snapshot of the driver's state is in memory; nothing of it is written. */
  public static final String SNAPSHOT_TAKEN = "scheduler.snapshot.taken";

  /** A snapshot is written; the log is not released. */
  public static final String SNAPSHOT_WRITTEN = "scheduler.snapshot.written";

  /** All of them. */
  public static final List<String> ALL =
      List.of(
          RECOVERED,
          STARTED,
          EVENT_APPLIED,
          EVENT_DURABLE,
          RECEIVER_PLACED,
          RECEIVER_LAUNCHED,
          RECEIVER_REGISTERED,
          BLOCK_ACKNOWLEDGED,
          TICK_SEALED,
          BATCH_ALLOCATED,
          BATCH_PLANNED,
          BATCH_SUBMITTED,
          OUTPUT_DONE,
          BATCH_SETTLED,
          BATCH_OVER,
          BATCH_CLEANED,
          CLEANUP_TOLD,
          BLOCKS_REMOVED,
          SNAPSHOT_TAKEN,
          SNAPSHOT_WRITTEN);

  private SchedulerCrashPoints() {}
}
