package dev.millrace.scheduler.listener;

/**
 * Records that a receiver had taken in will never be in a batch. Each lost record is told of once.
 * <em>Immutable.</em>
 *
 * @param streamId the receiver's stream
 * @param receiver the receiver's name
 * @param recordCount how many records, at least 1
 * @param reason why they are lost
 */
public record StreamingListenerRecordsLost(
    int streamId, String receiver, long recordCount, String reason)
    implements StreamingListenerEvent {

  public StreamingListenerRecordsLost {
    if (recordCount < 1) {
      throw new IllegalArgumentException("recordCount must be at least 1: " + recordCount);
    }
  }

  @Override
  public void deliverTo(StreamingListener listener) {
    listener.onRecordsLost(this);
  }
}
