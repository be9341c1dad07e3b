package dev.millrace.rdd;

import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.rdd.state.StateMap;
import dev.millrace.rdd.state.StateVersion;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a distributed collection is computed: a small closed set of nodes that an engine interprets
 * or translates. <em>Immutable and serialisable</em>: no node refers to a context, an engine or an
 * actor.
 *
 * <p>Every public operation of {@link Rdd} and {@link PairRdd} is sugar over these nodes. Two nodes
 * are the same collection when their {@link #id} is the same; engines never compare them by value.
 *
 * @param <T> the type of the records
 */
public sealed interface Lineage<T> extends Serializable {

  /** The node's number in its {@link RddContext}; the key under which its partitions are kept. */
  int id();

  /** How many partitions the collection has, from 0 on. */
  int partitionCount();

  /** What the program wrote that made this node, {@code reduceByKey} for one; shown in messages. */
  String operation();

  /** The nodes whose records this one is made of, in order; empty for a source. */
  List<? extends Lineage<?>> parents();

  /** How the records are spread over the partitions by key, if that is known. */
  default Optional<Partitioner> partitioner() {
    return Optional.empty();
  }

  /** Calls the visitor's method for this kind of node. */
  <R> R accept(Visitor<R> visitor);

  /**
   * One method per kind of node, so that a new kind fails to compile until every engine knows it.
   *
   * @param <R> what the methods return
   */
  interface Visitor<R> {
    <T> R parallelize(Parallelize<T> node);

    <T> R blockSource(BlockSource<T> node);

    <S, T> R mapPartitions(MapPartitions<S, T> node);

    <K, V, C> R shuffle(Shuffle<K, V, C> node);

    <K> R coGroup(CoGroup<K> node);

    <T> R union(Union<T> node);

    <T> R coalesce(Coalesce<T> node);

    <T> R storedSource(StoredSource<T> node);

    <T> R checkpointed(Checkpointed<T> node);

    <A, B, T> R zipPartitions(ZipPartitions<A, B, T> node);

    <K, V, S, M> R stateUpdate(StateUpdate<K, V, S, M> node);
  }

  /**
   * What a {@link MapPartitions} node does with one partition; called once per computation of it.
   */
  @FunctionalInterface
  interface PartitionFunction<S, T> extends Serializable {

    /**
     * Makes the records of a partition of those of its parent.
     *
     * @param partition the partition's index, from 0
     * @param records the parent's records, pulled as the result is pulled
     */
    Iterator<T> call(int partition, Iterator<S> records) throws Exception;
  }

  /**
   * How the values of a key become one combined value.
   *
   * @param create makes a combined value of a key's first value
   * @param mergeValue adds a further value; may change and return its first argument
   * @param mergeCombiners joins two combined values, the first made of earlier records; may change
   *     and return its first argument
   */
  record Aggregator<V, C>(
      Function<V, C> create, Function2<C, V, C> mergeValue, Function2<C, C, C> mergeCombiners)
      implements Serializable {

    public Aggregator {
      Objects.requireNonNull(create, "create");
      Objects.requireNonNull(mergeValue, "mergeValue");
      Objects.requireNonNull(mergeCombiners, "mergeCombiners");
    }
  }

  /** Records that the program gave, cut into contiguous slices of almost equal length. */
  record Parallelize<T>(int id, List<T> records, int partitionCount) implements Lineage<T> {

    public Parallelize {
      // Not List.copyOf: a program may well have nulls among its records.
      records = Collections.unmodifiableList(new ArrayList<>(records));
      if (partitionCount < 0) {
        throw new IllegalArgumentException(
            "the number of partitions must not be negative: " + partitionCount);
      }
      if (partitionCount == 0 && !records.isEmpty()) {
        throw new IllegalArgumentException(
            records.size() + " records need at least one partition: 0");
      }
    }

    /** The records of one partition. */
    public List<T> slice(int partition) {
      return records.subList(sliceStart(partition), sliceStart(partition + 1));
    }

    private int sliceStart(int partition) {
      return (int) ((long) partition * records.size() / partitionCount);
    }

    @Override
    public String operation() {
      return "parallelize";
    }

    @Override
    public List<Lineage<?>> parents() {
      return List.of();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.parallelize(this);
    }

    @Override
    public String toString() {
      return Lineages.describe(this);
    }
  }

  /** Records of received blocks; each inner list is one partition, read in order. */
  record BlockSource<T>(int id, List<List<SourceBlock>> blocks, RecordCodec<T> codec)
      implements Lineage<T> {

    public BlockSource {
      blocks = blocks.stream().map(List::copyOf).toList();
      Objects.requireNonNull(codec, "codec");
    }

    @Override
    public int partitionCount() {
      return blocks.size();
    }

    @Override
    public String operation() {
      return "blocks";
    }

    @Override
    public List<Lineage<?>> parents() {
      return List.of();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.blockSource(this);
    }

    @Override
    public String toString() {
      return Lineages.describe(this);
    }
  }

  /**
   * Records made partition by partition of those of one parent.
   *
   * @param keepsPartitioning whether the records stay where the parent's partitioner wants their
   *     keys
   */
  record MapPartitions<S, T>(
      int id,
      Lineage<S> parent,
      PartitionFunction<S, T> function,
      boolean keepsPartitioning,
      String operation)
      implements Lineage<T> {

    public MapPartitions {
      Objects.requireNonNull(parent, "parent");
      Objects.requireNonNull(function, "function");
      Objects.requireNonNull(operation, "operation");
    }

    @Override
    public int partitionCount() {
      return parent.partitionCount();
    }

    @Override
    public List<Lineage<?>> parents() {
      return List.of(parent);
    }

    @Override
    public Optional<Partitioner> partitioner() {
      return keepsPartitioning ? parent.partitioner() : Optional.empty();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.mapPartitions(this);
    }

    @Override
    public String toString() {
      return Lineages.describe(this);
    }
  }

  /**
   * Pairs brought together by key. Inside a partition keys come in the order in which they were
   * first met, partition by partition of the parent; without an aggregator all pairs come in that
   * order.
   *
   * @param aggregator how a key's values become one; without it pairs are only moved, and {@code C}
   *     is {@code V}
   * @param mapSideCombine whether values are combined before they are moved, too
   */
  record Shuffle<K, V, C>(
      int id,
      Lineage<Tuple2<K, V>> parent,
      Partitioner target,
      Optional<Aggregator<V, C>> aggregator,
      boolean mapSideCombine,
      String operation)
      implements Lineage<Tuple2<K, C>> {

    public Shuffle {
      Objects.requireNonNull(parent, "parent");
      Objects.requireNonNull(target, "target");
      Objects.requireNonNull(operation, "operation");
      if (mapSideCombine && aggregator.isEmpty()) {
        throw new IllegalArgumentException(
            operation + ": values can only be combined before they are moved with an aggregator");
      }
    }

    /** Whether every key already is in its partition, so that nothing has to be moved. */
    public boolean isNarrow() {
      return parent.partitioner().equals(partitioner());
    }

    @Override
    public int partitionCount() {
      return target.numPartitions();
    }

    @Override
    public List<Lineage<?>> parents() {
      return List.of(parent);
    }

    @Override
    public Optional<Partitioner> partitioner() {
      return Optional.of(target);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.shuffle(this);
    }

    @Override
    public String toString() {
      return Lineages.describe(this);
    }

    // Optional is not serialisable, so the node travels as a form that may hold null.
    private Object writeReplace() {
      return new Form<>(id, parent, target, aggregator.orElse(null), mapSideCombine, operation);
    }

    private record Form<K, V, C>(
        int id,
        Lineage<Tuple2<K, V>> parent,
        Partitioner target,
        Aggregator<V, C> aggregator,
        boolean mapSideCombine,
        String operation)
        implements Serializable {

      private Object readResolve() {
        return new Shuffle<>(
            id, parent, target, Optional.ofNullable(aggregator), mapSideCombine, operation);
      }
    }
  }

  /**
   * For each key that any parent has, the values it has in each parent. Keys come in the order in
   * which they were first met, parent by parent; the values of a key in the order of their parent.
   */
  record CoGroup<K>(
      int id, List<Lineage<? extends Tuple2<K, ?>>> parents, Partitioner target, String operation)
      implements Lineage<Tuple2<K, List<List<Object>>>> {

    public CoGroup {
      parents = List.copyOf(parents);
      Objects.requireNonNull(target, "target");
      Objects.requireNonNull(operation, "operation");
    }

    /**
     * Whether the keys of a parent already are in their partitions, so that nothing has to be
     * moved.
     */
    public boolean isNarrow(int parentIndex) {
      return parents.get(parentIndex).partitioner().equals(partitioner());
    }

    @Override
    public int partitionCount() {
      return target.numPartitions();
    }

    @Override
    public Optional<Partitioner> partitioner() {
      return Optional.of(target);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.coGroup(this);
    }

    @Override
    public String toString() {
      return Lineages.describe(this);
    }
  }

  /**
   * The records of all parents. Parents that are spread by equal partitioners are put together
   * partition by partition and stay spread; otherwise the partitions follow each other, parent by
   * parent.
   */
  final class Union<T> implements Lineage<T> {

    private static final long serialVersionUID = 1L;

    private final int id;

    @SuppressWarnings("serial") // an immutable list of nodes, which are serialisable
    private final List<Lineage<T>> parents;

    /** Null when the parents are not spread alike: Optional cannot travel. */
    private final Partitioner partitioner;

    /** How many partitions the parents before each one have together, and then all of them. */
    private final int[] starts;

    /** Asks the parents once: in unions of unions every question would be asked at every level. */
    Union(int id, List<Lineage<T>> parents) {
      this.id = id;
      this.parents = List.copyOf(parents);
      this.partitioner = common(this.parents).orElse(null);
      this.starts = new int[parents.size() + 1];
      for (int parent = 0; parent < parents.size(); parent++) {
        starts[parent + 1] =
            Math.addExact(starts[parent], this.parents.get(parent).partitionCount());
      }
    }

    private static <T> Optional<Partitioner> common(List<Lineage<T>> parents) {
      Optional<Partitioner> first =
          parents.isEmpty() ? Optional.empty() : parents.get(0).partitioner();
      return parents.stream().skip(1).allMatch(parent -> parent.partitioner().equals(first))
          ? first
          : Optional.empty();
    }

    @Override
    public int id() {
      return id;
    }

    @Override
    public List<Lineage<T>> parents() {
      return parents;
    }

    /** Whether partition i is made of the partitions i of all parents. */
    public boolean isAligned() {
      return partitioner != null;
    }

    @Override
    public int partitionCount() {
      return isAligned() ? starts[1] : starts[parents.size()];
    }

    /** Where the records of a partition come from when the parents follow each other. */
    public Place<T> place(int partition) {
      for (int parent = 0; parent < parents.size(); parent++) {
        if (partition < starts[parent + 1]) {
          return new Place<>(parents.get(parent), partition - starts[parent]);
        }
      }
      throw new IndexOutOfBoundsException(this + " has no partition " + partition);
    }

    /**
     * One partition of a parent.
     *
     * @param parent the parent
     * @param partition the partition's index in it, from 0
     */
    public record Place<T>(Lineage<T> parent, int partition) {}

    @Override
    public String operation() {
      return "union";
    }

    @Override
    public Optional<Partitioner> partitioner() {
      return Optional.ofNullable(partitioner);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.union(this);
    }

    @Override
    public String toString() {
      return Lineages.describe(this);
    }
  }

  /**
   * Fewer partitions, each made of neighbouring partitions of the parent, without moving records by
   * key.
   */
  record Coalesce<T>(int id, Lineage<T> parent, int partitionCount) implements Lineage<T> {

    public Coalesce {
      if (partitionCount < 0
          || partitionCount > parent.partitionCount()
          || (partitionCount == 0 && parent.partitionCount() > 0)) {
        throw new IllegalArgumentException(
            "coalesce must leave between 1 and the parent's "
                + parent.partitionCount()
                + " partitions: "
                + partitionCount);
      }
    }

    /**
     * The first partition of the parent that belongs to a partition; it ends where the next one
     * begins.
     */
    public int parentStart(int partition) {
      return (int) ((long) partition * parent.partitionCount() / partitionCount);
    }

    @Override
    public String operation() {
      return "coalesce";
    }

    @Override
    public List<Lineage<?>> parents() {
      return List.of(parent);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.coalesce(this);
    }

    @Override
    public String toString() {
      return Lineages.describe(this);
    }
  }

  /** Records that can be read again from where they are: files, or ranges of a source. */
  record StoredSource<T>(int id, PartitionReader<T> reader, String operation)
      implements Lineage<T> {

    public StoredSource {
      Objects.requireNonNull(reader, "reader");
      Objects.requireNonNull(operation, "operation");
    }

    @Override
    public int partitionCount() {
      return reader.partitionCount();
    }

    @Override
    public List<Lineage<?>> parents() {
      return List.of();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.storedSource(this);
    }

    @Override
    public String toString() {
      return Lineages.describe(this);
    }
  }

  /**
   * The records of another node until they have been written to files, and from then on what is in
   * the files. It has no parents any more then: lineage is cut here.
   */
  record Checkpointed<T>(int id, Checkpoint<T> checkpoint) implements Lineage<T> {

    public Checkpointed {
      Objects.requireNonNull(checkpoint, "checkpoint");
    }

    @Override
    public int partitionCount() {
      return checkpoint.partitionCount();
    }

    @Override
    public String operation() {
      return "checkpoint";
    }

    @Override
    public List<Lineage<?>> parents() {
      return checkpoint.parent().<List<Lineage<?>>>map(List::of).orElse(List.of());
    }

    @Override
    public Optional<Partitioner> partitioner() {
      return checkpoint.partitioner();
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.checkpointed(this);
    }

    @Override
    public String toString() {
      return Lineages.describe(this);
    }
  }

  /** What a {@link ZipPartitions} node does with two partitions; called once per computation. */
  @FunctionalInterface
  interface ZipFunction<A, B, T> extends Serializable {

    /**
     * Makes the records of a partition of those of both parents.
     *
     * @param partition the partition's index, from 0
     */
    Iterator<T> call(int partition, Iterator<A> left, Iterator<B> right) throws Exception;
  }

  /** Which partitions of two parents are brought together. */
  enum Pairing {
    /** Each of the left with the one in the same place on the right. */
    ALIGNED,
    /** Each of the left with every one of the right, the right ones changing first. */
    CROSSED
  }

  /** Records made of those of two parents, partition by partition. */
  record ZipPartitions<A, B, T>(
      int id,
      Lineage<A> left,
      Lineage<B> right,
      Pairing pairing,
      ZipFunction<A, B, T> function,
      String operation)
      implements Lineage<T> {

    public ZipPartitions {
      Objects.requireNonNull(function, "function");
      Objects.requireNonNull(operation, "operation");
      if (pairing == Pairing.ALIGNED && left.partitionCount() != right.partitionCount()) {
        throw new IllegalArgumentException(
            operation
                + " needs collections with the same number of partitions: "
                + left.partitionCount()
                + " and "
                + right.partitionCount());
      }
    }

    @Override
    public int partitionCount() {
      return switch (pairing) {
        case ALIGNED -> left.partitionCount();
        case CROSSED -> Math.multiplyExact(left.partitionCount(), right.partitionCount());
      };
    }

    /** The partition of the left parent that a partition is made of. */
    public int leftPartition(int partition) {
      return switch (pairing) {
        case ALIGNED -> partition;
        case CROSSED -> partition / right.partitionCount();
      };
    }

    /** The partition of the right parent that a partition is made of. */
    public int rightPartition(int partition) {
      return switch (pairing) {
        case ALIGNED -> partition;
        case CROSSED -> partition % right.partitionCount();
      };
    }

    @Override
    public List<Lineage<?>> parents() {
      return List.of(left, right);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.zipPartitions(this);
    }

    @Override
    public String toString() {
      return Lineages.describe(this);
    }
  }

  /** What a {@link StateUpdate} does with one partition. */
  @FunctionalInterface
  interface StateFunction<K, V, S, M> extends Serializable {

    /**
     * Makes the next version of a partition's state. Called once per computation of the partition,
     * so again when a version was lost; it has to make the same version of the same arguments.
     *
     * @param states the previous version, empty for the first one
     * @param pairs the partition's new pairs, in the order in which they arrived
     */
    StateVersion<K, S, M> call(StateMap<K, S> states, Iterator<Tuple2<K, V>> pairs)
        throws Exception;
  }

  /**
   * One step of keyed state: version in, new pairs, version out. Each partition has one record, its
   * {@link StateVersion}, which the engine holds until nothing can read the node any more or it is
   * unpersisted; what of it is lost is computed again from the previous version and the pairs.
   *
   * @param previous the version that this one follows; empty for the first
   * @param input the new pairs, spread as the state is
   * @param target spreads the keys, in every version alike
   */
  record StateUpdate<K, V, S, M>(
      int id,
      Optional<StateUpdate<K, ?, S, ?>> previous,
      Lineage<Tuple2<K, V>> input,
      Partitioner target,
      StateFunction<K, V, S, M> function,
      String operation)
      implements Lineage<StateVersion<K, S, M>> {

    public StateUpdate {
      Objects.requireNonNull(target, "target");
      Objects.requireNonNull(function, "function");
      Objects.requireNonNull(operation, "operation");
      requireSpread(operation, target, input);
      previous.ifPresent(version -> requireSpread(operation, target, version));
    }

    private static void requireSpread(String operation, Partitioner target, Lineage<?> parent) {
      if (!parent.partitioner().equals(Optional.of(target))) {
        throw new IllegalArgumentException(
            "the state of "
                + operation
                + " is spread by "
                + target
                + ", but "
                + parent
                + " by "
                + parent.partitioner().map(Object::toString).orElse("nothing")
                + ": every version and its input need the same partitioner");
      }
    }

    @Override
    public int partitionCount() {
      return target.numPartitions();
    }

    @Override
    public List<Lineage<?>> parents() {
      return previous
          .<List<Lineage<?>>>map(version -> List.of(version, input))
          .orElse(List.of(input));
    }

    @Override
    public Optional<Partitioner> partitioner() {
      return Optional.of(target);
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.stateUpdate(this);
    }

    @Override
    public String toString() {
      return Lineages.describe(this);
    }

    // Optional is not serialisable, so the node travels as a form that may hold null.
    private Object writeReplace() {
      return new StateForm<>(id, previous.orElse(null), input, target, function, operation);
    }

    private record StateForm<K, V, S, M>(
        int id,
        StateUpdate<K, ?, S, ?> previous,
        Lineage<Tuple2<K, V>> input,
        Partitioner target,
        StateFunction<K, V, S, M> function,
        String operation)
        implements Serializable {

      private Object readResolve() {
        return new StateUpdate<>(
            id, Optional.ofNullable(previous), input, target, function, operation);
      }
    }
  }
}
