package dev.millrace.receiver.message;

import dev.millrace.receiver.BlockId;
import dev.millrace.time.Time;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What the driver's tracker tells a receiver's supervisor. <em>Immutable.</em> */
public sealed interface SupervisorMessage extends Serializable {

  /** Calls the visitor's method for this kind of message. */
  void accept(Visitor visitor);

  /** One method for each kind of message. */
  interface Visitor {

    void onRegistered(Registered message);

    void onRegistrationRefused(RegistrationRefused message);

    void onBlockAcknowledged(BlockAcknowledged message);

    void onBlockRefused(BlockRefused message);

    void onLossAcknowledged(LossAcknowledged message);

    void onDeregistered(Deregistered message);

    void onSealBlocks(SealBlocks message);

    void onUpdateRateLimit(UpdateRateLimit message);

    void onStopReceiver(StopReceiver message);

    void onCleanupOldBlocks(CleanupOldBlocks message);
  }

  /** The receiver is admitted and may start. */
  record Registered() implements SupervisorMessage {
    @Override
    public void accept(Visitor visitor) {
      visitor.onRegistered(this);
    }
  }

  /** The receiver must end: it is not the one that was planned, or the tracker is stopping. */
  record RegistrationRefused(String reason) implements SupervisorMessage {
    @Override
    public void accept(Visitor visitor) {
      visitor.onRegistrationRefused(this);
    }
  }

  /** The block's metadata is durable: it will be in exactly one batch. */
  record BlockAcknowledged(BlockId id) implements SupervisorMessage {
    @Override
    public void accept(Visitor visitor) {
      visitor.onBlockAcknowledged(this);
    }
  }

  /** The block will be in no batch: its receiver's incarnation is over. The receiver must end. */
  record BlockRefused(BlockId id, String reason) implements SupervisorMessage {
    @Override
    public void accept(Visitor visitor) {
      visitor.onBlockRefused(this);
    }
  }

  /** The loss report is durable. */
  record LossAcknowledged(long reportNumber) implements SupervisorMessage {
    @Override
    public void accept(Visitor visitor) {
      visitor.onLossAcknowledged(this);
    }
  }

  /** The deregistration has been seen. */
  record Deregistered() implements SupervisorMessage {
    @Override
    public void accept(Visitor visitor) {
      visitor.onDeregistered(this);
    }
  }

  /**
   * A batch tick: seal what is buffered, and answer BlocksSealed once all of it is acknowledged.
   */
  record SealBlocks(Time tick) implements SupervisorMessage {
    @Override
    public void accept(Visitor visitor) {
      visitor.onSealBlocks(this);
    }
  }

  /** A new limit in records per second; positive. */
  record UpdateRateLimit(double recordsPerSecond) implements SupervisorMessage {
    @Override
    public void accept(Visitor visitor) {
      visitor.onUpdateRateLimit(this);
    }
  }

  /** Stop receiving, drain what was accepted, deregister, end. */
  record StopReceiver(String reason) implements SupervisorMessage {
    @Override
    public void accept(Visitor visitor) {
      visitor.onStopReceiver(this);
    }
  }

  /**
   * Nothing needs these parts of the data logs any more, as far as the driver knew.
   *
   * @param number rises from one such message to the next, so that a late one is noticed
   * @param oldestNeeded for each log, the lowest sequence number that is still needed by a block
   *     that was heard of
   * @param heard the blocks that this takes into account
   */
  record CleanupOldBlocks(long number, Map<UUID, Long> oldestNeeded, HeardBlocks heard)
      implements SupervisorMessage {
    public CleanupOldBlocks {
      oldestNeeded = Collections.unmodifiableMap(new TreeMap<>(oldestNeeded));
    }

    @Override
    public void accept(Visitor visitor) {
      visitor.onCleanupOldBlocks(this);
    }
  }
}
