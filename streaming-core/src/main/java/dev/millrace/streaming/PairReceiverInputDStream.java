package dev.millrace.streaming;

import dev.millrace.rdd.function.Tuple2;

/**
 * A stream of pairs that a receiver takes in.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class PairReceiverInputDStream<K, V> extends PairInputDStream<K, V> {

  private PairReceiverInputDStream(ReceiverInputDStream<Tuple2<K, V>> stream) {
    super(stream);
  }

  /** A receiver's pairs as a stream of pairs. */
  public static <K, V> PairReceiverInputDStream<K, V> fromReceiverInputDStream(
      ReceiverInputDStream<Tuple2<K, V>> stream) {
    return new PairReceiverInputDStream<>(
        Checks.present(stream, "fromReceiverInputDStream", "a stream"));
  }
}
