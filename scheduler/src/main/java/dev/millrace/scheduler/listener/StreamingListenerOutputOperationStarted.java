package dev.millrace.scheduler.listener;

/**
 * The job of one output has started. <em>Immutable.</em>
 *
 * @param outputOperationInfo the output as it is now
 */
public record StreamingListenerOutputOperationStarted(OutputOperationInfo outputOperationInfo)
    implements StreamingListenerEvent {

  @Override
  public void deliverTo(StreamingListener listener) {
    listener.onOutputOperationStarted(this);
  }
}
