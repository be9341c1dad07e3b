package dev.millrace.scheduler.listener;

/**
 * The program has started. <em>Immutable.</em>
 *
 * @param time when, in milliseconds since the epoch
 */
public record StreamingListenerStreamingStarted(long time) implements StreamingListenerEvent {

  @Override
  public void deliverTo(StreamingListener listener) {
    listener.onStreamingStarted(this);
  }
}
