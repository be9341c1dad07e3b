package dev.millrace.scheduler.listener;

/**
 * A batch's jobs are ready to run. <em>Immutable.</em>
 *
 * @param batchInfo the batch as it is now
 */
public record StreamingListenerBatchSubmitted(BatchInfo batchInfo)
    implements StreamingListenerEvent {

  @Override
  public void deliverTo(StreamingListener listener) {
    listener.onBatchSubmitted(this);
  }
}
