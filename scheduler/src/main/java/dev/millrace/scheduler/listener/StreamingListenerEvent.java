package dev.millrace.scheduler.listener;

/** Something a listener is told of. <em>Immutable.</em> */
public sealed interface StreamingListenerEvent
    permits StreamingListenerStreamingStarted,
        StreamingListenerReceiverStarted,
        StreamingListenerReceiverError,
        StreamingListenerReceiverStopped,
        StreamingListenerBatchSubmitted,
        StreamingListenerBatchStarted,
        StreamingListenerBatchCompleted,
        StreamingListenerOutputOperationStarted,
        StreamingListenerOutputOperationCompleted,
        StreamingListenerInputDelayed,
        StreamingListenerRecordsLost {

  /** Calls the listener's method for this kind of event. */
  void deliverTo(StreamingListener listener);
}
