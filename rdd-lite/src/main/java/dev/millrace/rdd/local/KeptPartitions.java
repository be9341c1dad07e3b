package dev.millrace.rdd.local;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.BlockStore.Retention;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.Lineage;
import dev.millrace.rdd.Lineages;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.RecordEncodingException;
import dev.millrace.rdd.StorageLevel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The partitions that a program wants kept, in the executors' block stores, until it unpersists
 * them or nothing can read them any more. <em>Thread-safe.</em>
 */
final class KeptPartitions {

  /** The most that one piece of bytes may have; leaves room below the codecs' own limit. */
  private static final int SERIALIZED_BYTES_MAX = 48 << 20;

  private static final int SAMPLE_RECORDS = 32;

  /**
   * What objects take in memory for every byte that they take encoded, headers and padding
   * included.
   */
  private static final int OBJECT_BYTES_PER_ENCODED = 3;

  private static final long OBJECT_BYTES_HEADER = 24;
  private static final long OBJECT_BYTES_UNKNOWN = 256;

  private final ExecutorPool executors;
  private final RecordCodec<Object> codec;
  private final Map<Integer, StorageLevel> levels = new ConcurrentHashMap<>();
  private final NodeWatch<Kept> nodes = new NodeWatch<>();

  KeptPartitions(ExecutorPool executors, RecordCodec<Object> codec) {
    this.executors = executors;
    this.codec = codec;
  }

  /**
   * Forgets what nothing can read any more: a program that persists batch after batch and
   * unpersists none of them does not fill the stores.
   */
  void freeForgotten() {
    nodes.drain(this::forget);
  }

  void persist(Lineage<?> node, StorageLevel level) {
    if (!level.isKept()) {
      return;
    }
    StorageLevel before = levels.putIfAbsent(node.id(), level);
    if (before != null && !before.equals(level)) {
      throw new UnsupportedOperationException(
          Lineages.describe(node)
              + " is kept at "
              + before
              + " already; unpersist it before it is kept at "
              + level);
    }
    nodes.watch(Kept.of(node), node);
  }

  void unpersist(Lineage<?> node) {
    Kept kept = Kept.of(node);
    nodes.end(kept);
    forget(kept);
  }

  private void forget(Kept kept) {
    if (levels.remove(kept.nodeId()) != null) {
      for (int partition = 0; partition < kept.partitionCount(); partition++) {
        executors.removeBlock(new RddBlock(kept.nodeId(), partition));
      }
    }
  }

  boolean isKept(Lineage<?> node) {
    return levels.containsKey(node.id());
  }

  /** The level at which a node is kept; {@code NONE} if it is not. */
  StorageLevel level(Lineage<?> node) {
    return levels.getOrDefault(node.id(), StorageLevel.NONE());
  }

  /** Whether all partitions of a node can be read instead of computed. */
  boolean isComplete(Lineage<?> node) {
    if (!isKept(node)) {
      return false;
    }
    for (int partition = 0; partition < node.partitionCount(); partition++) {
      if (!executors.hasBlock(new RddBlock(node.id(), partition))) {
        return false;
      }
    }
    return true;
  }

  /** The executors that have a partition, none if it is not kept. */
  List<String> locations(Lineage<?> node, int partition) {
    return isKept(node) ? executors.locations(new RddBlock(node.id(), partition)) : List.of();
  }

  /**
   * The records of a partition: those that are kept, else computed ones, which are kept from now
   * on.
   */
  <T> Iterator<T> read(
      LocalExecutor asking, Lineage<T> node, int partition, Supplier<Iterator<T>> compute) {
    StorageLevel level = levels.get(node.id());
    if (level == null) {
      return compute.get();
    }
    RddBlock key = new RddBlock(node.id(), partition);
    Optional<BlockValue> found = executors.findBlock(asking, key);
    if (found.isPresent()) {
      return Blocks.records(found.get(), typed());
    }
    List<T> records = new ArrayList<>();
    compute.get().forEachRemaining(records::add);
    keep(asking, key, level, records);
    if (!isKept(node)) {
      // Forgotten while it was computed: whoever forgot it has found nothing to remove.
      executors.removeBlock(key);
    }
    return records.iterator();
  }

  private void keep(LocalExecutor asking, RddBlock key, StorageLevel level, List<?> records) {
    BlockValue value = level.deserialized() ? asObjects(records) : asBytes(records);
    asking.blocks().put(key, value, level, Retention.RECOMPUTABLE);
    List<LocalExecutor> others =
        executors.alive().stream().filter(other -> other != asking).toList();
    for (int copy = 1; copy < level.replication() && copy <= others.size(); copy++) {
      others.get(copy - 1).blocks().offer(key, value, level, Retention.RECOMPUTABLE);
    }
  }

  private BlockValue asObjects(List<?> records) {
    return new BlockValue.Objects(Collections.unmodifiableList(records), estimateBytes(records));
  }

  /**
   * One piece of bytes, from which records are read one by one; if it were too long, the store
   * makes several.
   */
  private BlockValue asBytes(List<?> records) {
    BlockEncoder<Object> encoder = codec.newEncoder();
    for (Object record : records) {
      encoder.add(record);
      if (encoder.sizeBytes() > SERIALIZED_BYTES_MAX) {
        discard(encoder);
        return asObjects(records);
      }
    }
    return new BlockValue.Bytes(encoder.finish(), records.size());
  }

  /** Encodes a few records and takes the others to be like them. */
  private long estimateBytes(List<?> records) {
    int sampled = Math.min(records.size(), SAMPLE_RECORDS);
    if (sampled == 0) {
      return 0;
    }
    BlockEncoder<Object> encoder = codec.newEncoder();
    try {
      for (int sample = 0; sample < sampled; sample++) {
        encoder.add(records.get((int) ((long) sample * records.size() / sampled)));
      }
    } catch (RecordEncodingException e) {
      // Records that cannot be encoded can still be kept as objects.
      discard(encoder);
      return records.size() * OBJECT_BYTES_UNKNOWN;
    }
    long encodedEach = encoder.sizeBytes() / sampled;
    discard(encoder);
    return records.size() * (encodedEach * OBJECT_BYTES_PER_ENCODED + OBJECT_BYTES_HEADER);
  }

  /** Nobody wants the bytes, but an encoder gives back what it borrowed only when it finishes. */
  @SuppressWarnings("CheckReturnValue")
  private static void discard(BlockEncoder<Object> encoder) {
    encoder.finish();
  }

  // The default codec takes any record.
  @SuppressWarnings("unchecked")
  private <T> RecordCodec<T> typed() {
    return (RecordCodec<T>) codec;
  }

  /** What is kept of a node, so that it can be removed without the node. */
  private record Kept(int nodeId, int partitionCount) {

    static Kept of(Lineage<?> node) {
      return new Kept(node.id(), node.partitionCount());
    }
  }
}
