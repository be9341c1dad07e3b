package dev.millrace.receiver.message;

import dev.millrace.receiver.BlockId;
import dev.millrace.time.Time;
import java.io.Serializable;
import java.util.Map;
import java.util.UUID;

/** What the driver's tracker tells a receiver's supervisor. <em>Immutable.</em> */
public sealed interface SupervisorMessage extends Serializable {

  /** The receiver is admitted and may start. */
  record Registered() implements SupervisorMessage {}

  /** The receiver must end: it is not the one that was planned, or the tracker is stopping. */
  record RegistrationRefused(String reason) implements SupervisorMessage {}

  /** The block's metadata is durable: it will be in exactly one batch. */
  record BlockAcknowledged(BlockId id) implements SupervisorMessage {}

  /** The block will be in no batch: its receiver's incarnation is over. The receiver must end. */
  record BlockRefused(BlockId id, String reason) implements SupervisorMessage {}

  /** The loss report is durable. */
  record LossAcknowledged(long reportNumber) implements SupervisorMessage {}

  /** The deregistration has been seen. */
  record Deregistered() implements SupervisorMessage {}

  /**
   * A batch tick: seal what is buffered, and answer BlocksSealed once all of it is acknowledged.
   */
  record SealBlocks(Time tick) implements SupervisorMessage {}

  /** A new limit in records per second; positive. */
  record UpdateRateLimit(double recordsPerSecond) implements SupervisorMessage {}

  /** Stop receiving, drain what was accepted, deregister, end. */
  record StopReceiver(String reason) implements SupervisorMessage {}

  /**
   * Nothing needs these parts of the data logs any more.
   *
   * @param oldestNeeded for each log, the lowest sequence number that is still needed
   */
  record CleanupOldBlocks(Map<UUID, Long> oldestNeeded) implements SupervisorMessage {
    public CleanupOldBlocks {
      oldestNeeded = Map.copyOf(oldestNeeded);
    }
  }
}
