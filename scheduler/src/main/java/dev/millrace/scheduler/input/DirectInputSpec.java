package dev.millrace.scheduler.input;

/**
 * A direct input of a program. <em>Immutable.</em>
 *
 * @param streamId the input stream it feeds, from 0; no receiver has the same
 * @param name shown to people, "textFileStream-0" for one
 */
public record DirectInputSpec(int streamId, String name, DirectInput<?> input) {

  public DirectInputSpec {
    if (streamId < 0) {
      throw new IllegalArgumentException("streamId must not be negative: " + streamId);
    }
  }
}
