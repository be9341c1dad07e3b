package dev.millrace.rdd.local;

import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.function.Tuple2;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;

/**
 * What one task of a stage leaves for the next: its pairs by target partition. <em>Immutable.</em>
 */
record MapOutput(List<Bucket> buckets) {

  /** The pairs for one target partition; every call of {@code pairs} reads them anew. */
  sealed interface Bucket {

    Iterator<Tuple2<Object, Object>> pairs();
  }

  /** Pairs as they are: nobody may change them, because they may be read again. */
  record Objects(List<Tuple2<Object, Object>> all) implements Bucket {
    @Override
    public Iterator<Tuple2<Object, Object>> pairs() {
      return all.iterator();
    }
  }

  /** Pairs whose values a merge may change: kept as bytes, so that each reader has its own. */
  record Bytes(List<ByteBuffer> chunks, RecordCodec<Object> codec) implements Bucket {
    @Override
    public Iterator<Tuple2<Object, Object>> pairs() {
      return new Chained<>(
          chunks.iterator(),
          chunk -> {
            // Only pairs were encoded.
            @SuppressWarnings("unchecked")
            Iterator<Tuple2<Object, Object>> pairs =
                (Iterator<Tuple2<Object, Object>>) (Iterator<?>) codec.decode(chunk);
            return pairs;
          });
    }
  }
}
