package dev.millrace.testkit.law;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceiverListener;
import dev.millrace.scheduler.core.DriverState;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.scheduler.log.JournalListener;
import dev.millrace.scheduler.log.JournalState;
import dev.millrace.wal.LogListener;
import dev.millrace.wal.file.FileStore;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * What stands between the parts of one life of a streaming process, sees what passes and passes it
 * on. As it is, it looks at nothing. <em>Owned by the world's thread.</em>
 */
public interface ProcessWatch {
  /** A watch that looks at nothing. */
  ProcessWatch NONE = new ProcessWatch() {};

  /** What receivers announce. */
  default ReceiverListener receivers() {
    return ReceiverListener.NONE;
  }

  /** What the driver's log announces. */
  default LogListener driverLog() {
    return LogListener.NONE;
  }

  /** What a data log announces. */
  default LogListener dataLog() {
    return LogListener.NONE;
  }

  /** What the journal announces. */
  default JournalListener journal() {
    return JournalListener.NONE;
  }

  /** Stands between the process and {@code next}, which is told of its steps. */
  default Consumer<String> crashPoints(Consumer<String> next) {
    return next;
  }

  /** Stands between the driver and {@code next}, which is told of events. */
  default Consumer<StreamingListenerEvent> listeners(Consumer<StreamingListenerEvent> next) {
    return next;
  }

  /** Stands between the driver and {@code next}, which removes blocks from executors. */
  default Consumer<BlockId> blockRemover(Consumer<BlockId> next) {
    return next;
  }

  /**
   * The driver has recovered.
   *
   * @param nextSequence of its log
   * @param replay replays the log as it lies on a disk, into a state of its own
   * @return to be given to the journal in place of the state
   */
  default JournalState recovered(DriverState state, long nextSequence, Replay replay) {
    return state;
  }

  /** Replays the driver's log that a store holds. */
  @FunctionalInterface
  interface Replay {
    /** The state that it makes. */
    DriverState of(FileStore store) throws IOException;
  }
}
