package dev.millrace.rdd.local;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.Lineage.Aggregator;
import dev.millrace.rdd.Partitioner;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.UserFunctionException;
import dev.millrace.rdd.function.Tuple2;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** Sorts the pairs of one partition into the buckets of a shuffle. <em>Immutable.</em> */
final class ShuffleWriter {

  /** Bytes after which a bucket of encoded pairs begins a new chunk. */
  private static final int CHUNK_BYTES = 1 << 20;

  private final RecordCodec<Object> codec;
  private final Immutability immutability = new Immutability();

  ShuffleWriter(RecordCodec<Object> codec) {
    this.codec = codec;
  }

  /** Reads all pairs, in their order, combining them first if the edge says so. */
  MapOutput write(ShuffleEdge edge, Iterator<Tuple2<Object, Object>> pairs) {
    Optional<Aggregator<Object, Object>> mapSide = edge.mapSide();
    if (mapSide.isEmpty()) {
      return new MapOutput(List.copyOf(sort(edge, pairs)));
    }
    Combiner<Object, Object, Object> combiner =
        new Combiner<>(edge.node().operation(), mapSide.get());
    combiner.addValues(pairs);
    List<MapOutput.Bucket> buckets = new ArrayList<>();
    for (MapOutput.Objects bucket : sort(edge, combiner.table().iterator())) {
      buckets.add(protect(bucket));
    }
    return new MapOutput(List.copyOf(buckets));
  }

  private static List<MapOutput.Objects> sort(
      ShuffleEdge edge, Iterator<Tuple2<Object, Object>> pairs) {
    Partitioner target = edge.target();
    List<MapOutput.Objects> buckets = new ArrayList<>();
    for (int partition = 0; partition < target.numPartitions(); partition++) {
      buckets.add(new MapOutput.Objects(new ArrayList<>()));
    }
    while (pairs.hasNext()) {
      Tuple2<Object, Object> pair = pairs.next();
      buckets.get(partitionOf(edge, target, pair._1())).all().add(pair);
    }
    return buckets;
  }

  private static int partitionOf(ShuffleEdge edge, Partitioner target, Object key) {
    try {
      int partition = target.getPartition(key);
      if (partition < 0 || partition >= target.numPartitions()) {
        throw new IndexOutOfBoundsException(
            target
                + " puts a key into partition "
                + partition
                + "; it must be from 0 to "
                + (target.numPartitions() - 1)
                + ": "
                + key);
      }
      return partition;
    } catch (RuntimeException e) {
      throw UserFunctionException.in(edge.node().operation(), e);
    }
  }

  /**
   * Merging may change its first argument, and the bucket may be read again, by a task that is
   * tried again or by another job: values that can change are kept as bytes.
   */
  private MapOutput.Bucket protect(MapOutput.Objects bucket) {
    for (Tuple2<Object, Object> pair : bucket.all()) {
      if (!immutability.isImmutable(pair._2())) {
        return encode(bucket);
      }
    }
    return bucket;
  }

  private MapOutput.Bytes encode(MapOutput.Objects bucket) {
    List<ByteBuffer> chunks = new ArrayList<>();
    BlockEncoder<Object> encoder = codec.newEncoder();
    for (Tuple2<Object, Object> pair : bucket.all()) {
      encoder.add(pair);
      if (encoder.sizeBytes() >= CHUNK_BYTES) {
        chunks.add(encoder.finish());
      }
    }
    if (encoder.recordCount() > 0) {
      chunks.add(encoder.finish());
    }
    return new MapOutput.Bytes(List.copyOf(chunks), codec);
  }
}
