package dev.millrace.scheduler.listener;

/**
 * All jobs of a batch have ended. <em>Immutable.</em>
 *
 * @param batchInfo the batch at its end
 */
public record StreamingListenerBatchCompleted(BatchInfo batchInfo)
    implements StreamingListenerEvent {

  @Override
  public void deliverTo(StreamingListener listener) {
    listener.onBatchCompleted(this);
  }
}
