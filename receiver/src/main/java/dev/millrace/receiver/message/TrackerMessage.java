package dev.millrace.receiver.message;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.time.Time;
import java.io.Serializable;

/**
 * What a receiver's supervisor tells the driver's tracker. Any of these may be lost, repeated or
 * late: each names the receiver's incarnation, and the supervisor repeats it until it is answered.
 * <em>Immutable.</em>
 */
public sealed interface TrackerMessage extends Serializable {

  int streamId();

  long incarnation();

  /**
   * A receiver is up on an executor and asks to be admitted. Answered by Registered or
   * RegistrationRefused.
   */
  record RegisterReceiver(
      int streamId, long incarnation, String executorId, String host, String receiverName)
      implements TrackerMessage {}

  /**
   * A block is stored. Answered by BlockAcknowledged once that is durable in the driver log, or
   * BlockRefused.
   */
  record AddBlock(ReceivedBlockInfo block) implements TrackerMessage {
    @Override
    public int streamId() {
      return block.id().streamId();
    }

    @Override
    public long incarnation() {
      return block.id().incarnation();
    }

    public BlockId id() {
      return block.id();
    }
  }

  /**
   * All that the receiver had accepted when it was told to seal for this tick has been
   * acknowledged. Not answered.
   */
  record BlocksSealed(int streamId, long incarnation, Time tick) implements TrackerMessage {}

  /** Something went wrong; the receiver goes on or restarts. Not answered, not repeated. */
  record ReportError(int streamId, long incarnation, String message, String detail)
      implements TrackerMessage {}

  /**
   * Records that the receiver took in will never be in a batch. Repeated until answered by
   * LossAcknowledged.
   *
   * @param reportNumber counts the receiver's reports from 0, so that a repeated one is counted
   *     once
   */
  record RecordsLost(
      int streamId, long incarnation, long reportNumber, long recordCount, String reason)
      implements TrackerMessage {}

  /**
   * The receiver has stopped (for good, or before it is placed again). Answered by Deregistered.
   */
  record DeregisterReceiver(int streamId, long incarnation, String message, String detail)
      implements TrackerMessage {}
}
