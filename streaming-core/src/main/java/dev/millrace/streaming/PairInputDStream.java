package dev.millrace.streaming;

import dev.millrace.rdd.function.Tuple2;

/**
 * A stream of pairs that come from outside.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public sealed class PairInputDStream<K, V> extends PairDStream<K, V>
    permits PairReceiverInputDStream {

  private final int streamId;

  PairInputDStream(InputDStream<Tuple2<K, V>> stream) {
    super(stream.graph(), stream.node());
    this.streamId = stream.id();
  }

  /** An input's pairs as a stream of pairs. */
  public static <K, V> PairInputDStream<K, V> fromInputDStream(InputDStream<Tuple2<K, V>> stream) {
    return new PairInputDStream<>(Checks.present(stream, "fromInputDStream", "a stream"));
  }

  /** The stream's number among the context's inputs, from 0 in the order of creation. */
  public final int id() {
    return streamId;
  }
}
