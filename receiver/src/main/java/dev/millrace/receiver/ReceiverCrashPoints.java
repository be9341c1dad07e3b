package dev.millrace.receiver;

import java.util.List;

/**
 * The names of the steps after which a crash must be survived; stable, for use in tests and their
 * reports.
 */
public final class ReceiverCrashPoints {
  /** An executor's data log is open for a receiver; the receiver is not there yet. */
  public static final String LOG_OPENED = "receiver.log.opened";

  /** The driver has accepted a receiver's registration; the receiver has not been started. */
  public static final String REGISTERED = "receiver.registered";

  /** A block is sealed; nothing of it is stored. */
  public static final String BLOCK_SEALED = "receiver.block.sealed";

  /** A block is where its level and the log want it; nobody has been told. */
  public static final String BLOCK_STORED = "receiver.block.stored";

  /** A block's report is on its way to the driver, for the first time or again. */
  public static final String BLOCK_REPORTED = "receiver.block.reported";

  /** The driver has acknowledged a block; the source does not know. */
  public static final String BLOCK_ACKNOWLEDGED = "receiver.block.acknowledged";

  /** The source has been told that a block is safe; the block still takes its place. */
  public static final String SOURCE_ACKNOWLEDGED = "receiver.source.acknowledged";

  /** The data logs hold no segment any more that the driver's last word does without. */
  public static final String LOG_CLEANED = "receiver.log.cleaned";

  /** All of them. */
  public static final List<String> ALL =
      List.of(
          LOG_OPENED,
          REGISTERED,
          BLOCK_SEALED,
          BLOCK_STORED,
          BLOCK_REPORTED,
          BLOCK_ACKNOWLEDGED,
          SOURCE_ACKNOWLEDGED,
          LOG_CLEANED);

  private ReceiverCrashPoints() {}
}
