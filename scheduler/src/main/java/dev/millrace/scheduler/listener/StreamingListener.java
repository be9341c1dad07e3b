package dev.millrace.scheduler.listener;

/**
 * Watches a streaming program. All methods are called on one thread of their own, event after
 * event, each only after what it tells of is durable; a slow listener delays other listeners, never
 * the program, and when too many events wait some are dropped and counted. A listener that throws
 * again and again is removed.
 *
 * <p>The context must not be stopped from inside a listener.
 */
public interface StreamingListener {

  /** The program has started. */
  default void onStreamingStarted(StreamingListenerStreamingStarted event) {}

  /** A receiver has been admitted and starts. */
  default void onReceiverStarted(StreamingListenerReceiverStarted event) {}

  /** A receiver reported an error; it goes on or restarts. */
  default void onReceiverError(StreamingListenerReceiverError event) {}

  /** A receiver has stopped, for good or before it is placed again. */
  default void onReceiverStopped(StreamingListenerReceiverStopped event) {}

  /** A batch's jobs are ready to run. */
  default void onBatchSubmitted(StreamingListenerBatchSubmitted event) {}

  /** A batch's first job has started. */
  default void onBatchStarted(StreamingListenerBatchStarted event) {}

  /** All jobs of a batch have ended; {@link BatchInfo#failureReason} tells whether it failed. */
  default void onBatchCompleted(StreamingListenerBatchCompleted event) {}

  /** The job of one output has started. */
  default void onOutputOperationStarted(StreamingListenerOutputOperationStarted event) {}

  /** The job of one output has ended. */
  default void onOutputOperationCompleted(StreamingListenerOutputOperationCompleted event) {}

  /**
   * A direct input could not be asked in time, so a batch has nothing of it; a later one has. Not
   * part of Spark's listener.
   */
  default void onInputDelayed(StreamingListenerInputDelayed event) {}

  /**
   * Records that a receiver had taken in will never be in a batch. Not part of Spark's listener.
   */
  default void onRecordsLost(StreamingListenerRecordsLost event) {}
}
