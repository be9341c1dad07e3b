package dev.millrace.scheduler.listener;

/**
 * A receiver reported an error. <em>Immutable.</em>
 *
 * @param receiverInfo the receiver as it is now, with its last error
 */
public record StreamingListenerReceiverError(ReceiverInfo receiverInfo)
    implements StreamingListenerEvent {

  @Override
  public void deliverTo(StreamingListener listener) {
    listener.onReceiverError(this);
  }
}
