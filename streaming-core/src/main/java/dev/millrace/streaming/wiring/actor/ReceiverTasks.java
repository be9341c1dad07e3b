package dev.millrace.streaming.wiring.actor;

import akka.actor.typed.ActorRef;
import dev.millrace.rdd.ReceiverTask;
import dev.millrace.receiver.actor.ReceiverLauncher;
import dev.millrace.receiver.actor.ToTracker;
import dev.millrace.receiver.supervisor.ReceiverEnvironment;
import dev.millrace.scheduler.actor.DriverActorSystem;
import dev.millrace.scheduler.actor.ReceiverTaskFactory;
import java.util.Map;
import java.util.function.Supplier;

/** Makes the tasks of a program's receivers. <em>Immutable and thread-safe.</em> */
public final class ReceiverTasks implements ReceiverTaskFactory {

  private final Map<Integer, ReceiverSource<?>> sources;
  private final Supplier<DriverActorSystem> actors;
  private final ReceiverEnvironment environment;

  /**
   * The tasks of some receivers.
   *
   * @param sources the receivers by their stream
   * @param actors gives the actor system, started by the time of the first task
   * @param environment what receivers take from the world around them
   */
  public ReceiverTasks(
      Map<Integer, ReceiverSource<?>> sources,
      Supplier<DriverActorSystem> actors,
      ReceiverEnvironment environment) {
    this.sources = Map.copyOf(sources);
    this.actors = actors;
    this.environment = environment;
  }

  @Override
  public ReceiverTask create(int streamId, long incarnation, ActorRef<ToTracker> tracker) {
    ReceiverSource<?> source = sources.get(streamId);
    if (source == null) {
      throw new IllegalArgumentException("there is no receiver for stream " + streamId);
    }
    return create(source, streamId, incarnation, tracker);
  }

  private <T> ReceiverTask create(
      ReceiverSource<T> source, int streamId, long incarnation, ActorRef<ToTracker> tracker) {
    return new ReceiverLauncher(actors.get().system(), environment)
        .task(source.receiver(), source.codec(), streamId, incarnation, tracker);
  }
}
