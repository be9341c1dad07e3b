package dev.millrace.streaming;

import dev.millrace.rdd.Rdd;
import dev.millrace.streaming.graph.GraphBuilder;
import dev.millrace.streaming.graph.StreamNode;

/**
 * An endless sequence of batches of records. See {@link DStreamLike} for its operations.
 *
 * @param <T> the type of the records
 */
public sealed class DStream<T> extends DStreamLike<T, DStream<T>, Rdd<T>>
    permits InputDStream, MapWithStateDStream {

  DStream(GraphBuilder graph, StreamNode<T> node) {
    super(graph, node);
  }

  @Override
  final DStream<T> over(StreamNode<T> other) {
    return new DStream<>(graph(), other);
  }

  @Override
  final DStream<T> self() {
    return this;
  }

  @Override
  final Rdd<T> shown(Rdd<T> rdd) {
    return rdd;
  }
}
