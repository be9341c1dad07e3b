package dev.millrace.streaming;

/** Where a {@link StreamingContext} is in its one life. */
public enum StreamingContextState {
  /** Streams and outputs may be added; nothing runs. */
  INITIALIZED,
  /** Batches are being made; nothing may be added. */
  ACTIVE,
  /** Over: it cannot be started again. */
  STOPPED
}
