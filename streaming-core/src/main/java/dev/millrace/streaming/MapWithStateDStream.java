package dev.millrace.streaming;

import dev.millrace.rdd.KeyedState;
import dev.millrace.rdd.state.StateVersion;
import dev.millrace.streaming.graph.GraphBuilder;
import dev.millrace.streaming.graph.NodeSpec;
import dev.millrace.streaming.graph.StreamNode;

/**
 * What {@link PairDStream#mapWithState} makes: the records that its function made, and {@link
 * #stateSnapshots} of the states it keeps.
 *
 * <p>What it shows is held with the state, so {@code persist} has nothing to add; {@code
 * checkpoint(interval)} says how often the state is checkpointed.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @param <S> the type of the states
 * @param <M> the type of the records that the function makes
 */
// The type of the values is part of Spark's name for the class.
@SuppressWarnings("UnusedTypeParameter")
public final class MapWithStateDStream<K, V, S, M> extends DStream<M> {

  private final StreamNode<StateVersion<K, S, M>> states;

  MapWithStateDStream(
      GraphBuilder graph, StreamNode<StateVersion<K, S, M>> states, StreamNode<M> mapped) {
    super(graph, mapped);
    this.states = states;
  }

  /**
   * Every key with its state after each batch, spread by the state's partitioner. Reading it costs
   * what there is, not what has changed.
   *
   * @throws IllegalStateException once the context has been started or stopped
   */
  public PairDStream<K, S> stateSnapshots() {
    return pairs(
        graph()
            .add(
                NodeSpec.view(
                    "stateSnapshots", states, version -> KeyedState.snapshot(version).toRdd()),
                Streams.callSite()));
  }
}
