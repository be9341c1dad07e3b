package dev.millrace.receiver.supervisor;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceiverLostException.UnacknowledgedBlock;
import dev.millrace.receiver.message.SupervisorMessage.CleanupOldBlocks;
import dev.millrace.receiver.message.TrackerMessage;
import dev.millrace.time.Time;
import java.util.List;
import java.util.Optional;

/** What a {@link ReceiverSupervisor} wants done, in order. <em>Immutable.</em> */
public sealed interface SupervisorEffect {

  /** Calls the visitor's method for this kind of effect. */
  void accept(Visitor visitor);

  /** One method for each kind of effect. */
  interface Visitor {

    void send(Send effect);

    void startReceiver(StartReceiver effect);

    void haltReceiver(HaltReceiver effect);

    void sealBlocks(SealBlocks effect);

    void updateRate(UpdateRate effect);

    void release(Release effect);

    void cleanUp(CleanUp effect);

    void drain(Drain effect);

    void fence(Fence effect);

    void end(End effect);
  }

  /** Send this to the tracker. */
  record Send(TrackerMessage message) implements SupervisorEffect {
    @Override
    public void accept(Visitor visitor) {
      visitor.send(this);
    }
  }

  /** Call onStart; {@link SupervisorEvent.StartReturned} follows. */
  record StartReceiver(int attempt, String reason) implements SupervisorEffect {
    @Override
    public void accept(Visitor visitor) {
      visitor.startReceiver(this);
    }
  }

  /** Call onStop; {@link SupervisorEvent.HaltReturned} follows. */
  record HaltReceiver(int attempt) implements SupervisorEffect {
    @Override
    public void accept(Visitor visitor) {
      visitor.haltReceiver(this);
    }
  }

  /** Seal what is buffered; {@link SupervisorEvent.TickSealed} follows. */
  record SealBlocks(Time tick) implements SupervisorEffect {
    @Override
    public void accept(Visitor visitor) {
      visitor.sealBlocks(this);
    }
  }

  /** Take this many records per second from now on. */
  record UpdateRate(double recordsPerSecond) implements SupervisorEffect {
    @Override
    public void accept(Visitor visitor) {
      visitor.updateRate(this);
    }
  }

  /** The driver has acknowledged the block. */
  record Release(BlockId id, long recordCount) implements SupervisorEffect {
    @Override
    public void accept(Visitor visitor) {
      visitor.release(this);
    }
  }

  /** Delete what nobody needs from the data log. */
  record CleanUp(CleanupOldBlocks word) implements SupervisorEffect {
    @Override
    public void accept(Visitor visitor) {
      visitor.cleanUp(this);
    }
  }

  /** Take no more records and seal the last blocks; {@link SupervisorEvent.Drained} follows. */
  record Drain() implements SupervisorEffect {
    @Override
    public void accept(Visitor visitor) {
      visitor.drain(this);
    }
  }

  /**
   * Throw from every use and end, with a {@link dev.millrace.receiver.ReceiverLostException}.
   *
   * @param unacknowledged blocks that the driver may know of
   */
  record Fence(String reason, Throwable cause, List<UnacknowledgedBlock> unacknowledged)
      implements SupervisorEffect {
    @Override
    public void accept(Visitor visitor) {
      visitor.fence(this);
    }
  }

  /** All is done: free everything and say so, with the error that ended it, if one did. */
  record End(Optional<Throwable> failure) implements SupervisorEffect {
    @Override
    public void accept(Visitor visitor) {
      visitor.end(this);
    }
  }
}
