package dev.millrace.scheduler;

import java.util.Optional;

/**
 * A receiver that the driver is to keep running. <em>Immutable.</em>
 *
 * @param streamId the input stream it feeds, from 0
 * @param name shown to people, "SocketReceiver-0" for one
 * @param preferredLocation the host it wants to run on, empty for any
 */
public record ReceiverSpec(int streamId, String name, Optional<String> preferredLocation) {

  public ReceiverSpec {
    if (streamId < 0) {
      throw new IllegalArgumentException("streamId must not be negative: " + streamId);
    }
  }
}
