package dev.millrace.scheduler.listener;

/**
 * A receiver has been admitted and starts. <em>Immutable.</em>
 *
 * @param receiverInfo the receiver as it is now
 */
public record StreamingListenerReceiverStarted(ReceiverInfo receiverInfo)
    implements StreamingListenerEvent {

  @Override
  public void deliverTo(StreamingListener listener) {
    listener.onReceiverStarted(this);
  }
}
