package dev.millrace.scheduler.listener;

import dev.millrace.time.Time;

/**
 * A direct input brought nothing into a batch because it could not be asked in time: what it has
 * comes with a later batch, nothing is lost. Not part of Spark's listener. <em>Immutable.</em>
 *
 * @param streamId the input's stream
 * @param input the input's name
 * @param batchTime the batch's tick
 * @param delayCount how often this has been so since the input was last in time, at least 1
 * @param reason why
 */
public record StreamingListenerInputDelayed(
    int streamId, String input, Time batchTime, int delayCount, String reason)
    implements StreamingListenerEvent {

  public StreamingListenerInputDelayed {
    if (delayCount < 1) {
      throw new IllegalArgumentException("delayCount must be at least 1: " + delayCount);
    }
  }

  @Override
  public void deliverTo(StreamingListener listener) {
    listener.onInputDelayed(this);
  }
}
