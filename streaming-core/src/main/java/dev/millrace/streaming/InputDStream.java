package dev.millrace.streaming;

import dev.millrace.streaming.graph.GraphBuilder;
import dev.millrace.streaming.graph.StreamNode;

/**
 * A stream whose records come from outside.
 *
 * @param <T> the type of the records
 */
public sealed class InputDStream<T> extends DStream<T> permits ReceiverInputDStream {

  private final int streamId;

  InputDStream(GraphBuilder graph, StreamNode<T> node, int streamId) {
    super(graph, node);
    this.streamId = streamId;
  }

  /** The stream's number among the context's inputs, from 0 in the order of creation. */
  public final int id() {
    return streamId;
  }
}
