package dev.millrace.streaming;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.KeyedState;
import dev.millrace.rdd.Lineage.StateFunction;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Partitioner;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.function.Function4;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.rdd.state.StateVersion;
import dev.millrace.streaming.graph.BatchContext;
import dev.millrace.streaming.graph.CallSite;
import dev.millrace.streaming.graph.GraphBuilder;
import dev.millrace.streaming.graph.NodeSpec;
import dev.millrace.streaming.graph.Recurrence;
import dev.millrace.streaming.graph.StreamNode;
import dev.millrace.time.Time;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** How operations with keyed state become nodes of the graph. */
final class StateStreams {

  /** Batches of {@code mapWithState} from one checkpoint to the next. */
  private static final int CHECKPOINT_SLIDES = 10;

  private StateStreams() {}

  static <K, V, S, M> MapWithStateDStream<K, V, S, M> mapWithState(
      GraphBuilder graph, StreamNode<Tuple2<K, V>> parent, StateSpec<K, V, S, M> spec) {
    StateMapping<K, V, S, M> mapping = spec.mapping();
    OptionalLong timeoutMillis = spec.timeout().stream().mapToLong(Duration::toMillis).findFirst();
    Versions<K, V, S, M> versions =
        new Versions<>(
            MappedStates.OPERATION,
            parent,
            spec.partitioner(),
            spec.initialState(),
            time -> MappedStates.of(mapping, time, timeoutMillis));
    CallSite callSite = Streams.callSite();
    StreamNode<StateVersion<K, S, M>> states =
        graph.add(
            NodeSpec.state(MappedStates.OPERATION, parent, versions)
                .checkpointedEvery(parent.slide().multipliedBy(CHECKPOINT_SLIDES))
                .shipping(shipped(mapping, spec.partitioner())),
            callSite);
    StreamNode<M> mapped =
        graph.add(NodeSpec.view(MappedStates.OPERATION, states, KeyedState::mapped), callSite);
    return new MapWithStateDStream<>(graph, states, mapped);
  }

  static <K, V, S> StreamNode<Tuple2<K, S>> updateStateByKey(
      GraphBuilder graph,
      StreamNode<Tuple2<K, V>> parent,
      Function4<Time, K, List<V>, Optional<S>, Optional<S>> function,
      Optional<Partitioner> partitioner,
      boolean rememberPartitioner,
      Optional<PairRdd<K, S>> initial) {
    Versions<K, V, S, Void> versions =
        new Versions<>(
            StatesByKey.OPERATION,
            parent,
            partitioner,
            initial,
            time -> new StatesByKey<>(function, time));
    CallSite callSite = Streams.callSite();
    StreamNode<StateVersion<K, S, Void>> states =
        graph.add(
            NodeSpec.state(StatesByKey.OPERATION, parent, versions)
                .shipping(shipped(function, partitioner)),
            callSite);
    return graph.add(
        NodeSpec.view(
            StatesByKey.OPERATION,
            states,
            version -> {
              PairRdd<K, S> all = KeyedState.snapshot(version);
              return (rememberPartitioner ? all : all.mapPartitionsToPair(pairs -> pairs)).toRdd();
            }),
        callSite);
  }

  /** What travels to the executors, to be checked as one. */
  private static Serializable shipped(Serializable function, Optional<Partitioner> partitioner) {
    ArrayList<Serializable> parts = new ArrayList<>(List.of(function));
    partitioner.ifPresent(parts::add);
    return parts;
  }

  /**
   * Versions of keyed state, batch by batch.
   *
   * @param initial the states before the first batch
   * @param update what a batch does, by its time
   */
  private record Versions<K, V, S, M>(
      String operation,
      StreamNode<Tuple2<K, V>> parent,
      Optional<Partitioner> partitioner,
      Optional<PairRdd<K, S>> initial,
      Function<Time, StateFunction<K, V, S, M>> update)
      implements Recurrence<StateVersion<K, S, M>> {

    @Override
    public Optional<Rdd<StateVersion<K, S, M>>> compute(
        BatchContext batch, Optional<Rdd<StateVersion<K, S, M>>> previous) {
      Partitioner spread =
          partitioner.orElseGet(() -> new HashPartitioner(batch.rddContext().defaultParallelism()));
      Rdd<Tuple2<K, V>> pairs = Streams.required(batch.rddOf(parent), parent);
      Optional<Rdd<StateVersion<K, S, M>>> before =
          previous.or(
              () ->
                  initial.map(
                      states ->
                          KeyedState.initial(
                              states, spread, batch.time().milliseconds(), operation)));
      return Optional.of(
          KeyedState.update(
              before, PairRdd.fromRdd(pairs), spread, update.apply(batch.time()), operation));
    }
  }
}
