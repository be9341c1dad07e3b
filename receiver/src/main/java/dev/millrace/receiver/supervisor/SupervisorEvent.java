package dev.millrace.receiver.supervisor;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.Optional;

/** What a {@link ReceiverSupervisor} learns. <em>Immutable.</em> */
public sealed interface SupervisorEvent {

  /** Calls the visitor's method for this kind of event. */
  void accept(Visitor visitor);

  /** One method for each kind of event. */
  interface Visitor {

    void onLaunched(Launched event);

    void onTold(Told event);

    void onTimePassed(TimePassed event);

    void onStartReturned(StartReturned event);

    void onHaltReturned(HaltReturned event);

    void onRestartAsked(RestartAsked event);

    void onStopAsked(StopAsked event);

    void onErrorSeen(ErrorSeen event);

    void onBlockStored(BlockStored event);

    void onBlockStoreFailed(BlockStoreFailed event);

    void onRecordsLost(RecordsLost event);

    void onTickSealed(TickSealed event);

    void onDrained(Drained event);

    void onKilled(Killed event);
  }

  /** Everything is ready on the executor. */
  record Launched() implements SupervisorEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onLaunched(this);
    }
  }

  /** A message from the tracker. */
  record Told(SupervisorMessage message) implements SupervisorEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onTold(this);
    }
  }

  /** The moment that {@link ReceiverSupervisor#deadline} named has come, or any other. */
  record TimePassed() implements SupervisorEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onTimePassed(this);
    }
  }

  /** The receiver's onStart has returned, or thrown. */
  record StartReturned(int attempt, Optional<Throwable> failure) implements SupervisorEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onStartReturned(this);
    }
  }

  /** The receiver's onStop has returned, or thrown, and its onStart has too. */
  record HaltReturned(int attempt, Optional<Throwable> failure) implements SupervisorEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onHaltReturned(this);
    }
  }

  /** The receiver asks to be restarted, or one of its threads has died. */
  record RestartAsked(String reason, Optional<Throwable> error, Optional<Duration> delay)
      implements SupervisorEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onRestartAsked(this);
    }
  }

  /** The receiver asks to end. */
  record StopAsked(String reason, Optional<Throwable> error) implements SupervisorEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onStopAsked(this);
    }
  }

  /** Something went wrong that does not end anything. */
  record ErrorSeen(String message, Optional<Throwable> error) implements SupervisorEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onErrorSeen(this);
    }
  }

  /**
   * A block is stored and may be reported.
   *
   * @param callerWaits whether a store call waits for the acknowledgement
   */
  record BlockStored(ReceivedBlockInfo block, boolean callerWaits) implements SupervisorEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onBlockStored(this);
    }
  }

  /** An attempt at storing a block has failed; others follow. */
  record BlockStoreFailed(BlockId id, int failures, Throwable cause) implements SupervisorEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onBlockStoreFailed(this);
    }
  }

  /** Accepted records were dropped, and will never be in a batch. */
  record RecordsLost(long recordCount, String reason) implements SupervisorEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onRecordsLost(this);
    }
  }

  /** Everything accepted before the tick was announced is acknowledged. */
  record TickSealed(Time tick) implements SupervisorEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onTickSealed(this);
    }
  }

  /** The generators have stopped and every block is acknowledged. */
  record Drained() implements SupervisorEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onDrained(this);
    }
  }

  /** The executor is lost, or the actor is being taken down. */
  record Killed(Throwable cause) implements SupervisorEvent {
    @Override
    public void accept(Visitor visitor) {
      visitor.onKilled(this);
    }
  }
}
