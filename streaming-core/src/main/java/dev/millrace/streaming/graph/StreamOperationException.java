package dev.millrace.streaming.graph;

import dev.millrace.time.Time;

/**
 * A user's function threw while a batch was planned. The message names the operation, where the
 * program called it, and the batch; the cause is what the function threw.
 */
public final class StreamOperationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StreamOperationException(StreamNode<?> node, Time time, Throwable cause) {
    super(node + " failed while batch " + time + " was planned: " + cause, cause);
  }
}
