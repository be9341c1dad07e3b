package dev.millrace.scheduler.listener;

/**
 * A receiver has stopped. <em>Immutable.</em>
 *
 * @param receiverInfo the receiver as it is now, with its last error
 */
public record StreamingListenerReceiverStopped(ReceiverInfo receiverInfo)
    implements StreamingListenerEvent {

  @Override
  public void deliverTo(StreamingListener listener) {
    listener.onReceiverStopped(this);
  }
}
