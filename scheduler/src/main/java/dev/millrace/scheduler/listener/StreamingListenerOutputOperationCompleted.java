package dev.millrace.scheduler.listener;

/**
 * The job of one output has ended. <em>Immutable.</em>
 *
 * @param outputOperationInfo the output at its end
 */
public record StreamingListenerOutputOperationCompleted(OutputOperationInfo outputOperationInfo)
    implements StreamingListenerEvent {

  @Override
  public void deliverTo(StreamingListener listener) {
    listener.onOutputOperationCompleted(this);
  }
}
