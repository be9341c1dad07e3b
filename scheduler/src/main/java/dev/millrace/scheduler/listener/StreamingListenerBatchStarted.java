package dev.millrace.scheduler.listener;

/**
 * A batch's first job has started. <em>Immutable.</em>
 *
 * @param batchInfo the batch as it is now
 */
public record StreamingListenerBatchStarted(BatchInfo batchInfo) implements StreamingListenerEvent {

  @Override
  public void deliverTo(StreamingListener listener) {
    listener.onBatchStarted(this);
  }
}
