package dev.millrace.streaming.wiring.actor;

import akka.actor.typed.ActorRef;
import com.google.common.base.Suppliers;
import dev.millrace.rdd.ReceiverTask;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.receiver.actor.ReceiverLauncher;
import dev.millrace.receiver.actor.ToTracker;
import dev.millrace.receiver.supervisor.ReceiverCopier;
import dev.millrace.receiver.supervisor.ReceiverEnvironment;
import dev.millrace.scheduler.actor.DriverActorSystem;
import dev.millrace.scheduler.actor.ReceiverTaskFactory;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Makes the tasks of a program's receivers. <em>Immutable and thread-safe.</em> */
public final class ReceiverTasks implements ReceiverTaskFactory {

  private final Map<Integer, Launchable<?>> receivers;

  /** One for all, since it says some things once only; made when the actor system has started. */
  private final Supplier<ReceiverLauncher> launcher;

  /** A receiver as it was when the program started, and how its records lie in blocks. */
  private record Launchable<T>(ReceiverCopier<T> receiver, RecordCodec<T> codec) {

    static <T> Launchable<T> of(ReceiverSource<T> source) {
      return new Launchable<>(new ReceiverCopier<>(source.receiver()), source.codec());
    }
  }

  /**
   * The tasks of some receivers.
   *
   * @param sources the receivers by their stream; they are copied now
   * @param actors gives the actor system, started by the time of the first task
   * @param environment what receivers take from the world around them
   * @throws IllegalArgumentException if a receiver cannot be serialised
   */
  public ReceiverTasks(
      Map<Integer, ReceiverSource<?>> sources,
      Supplier<DriverActorSystem> actors,
      ReceiverEnvironment environment) {
    Map<Integer, Launchable<?>> copies = new TreeMap<>();
    sources.forEach((streamId, source) -> copies.put(streamId, Launchable.of(source)));
    this.receivers = Collections.unmodifiableMap(copies);
    this.launcher =
        Suppliers.memoize(() -> new ReceiverLauncher(actors.get().system(), environment));
  }

  @Override
  public ReceiverTask create(int streamId, long incarnation, ActorRef<ToTracker> tracker) {
    Launchable<?> receiver = receivers.get(streamId);
    if (receiver == null) {
      throw new IllegalArgumentException("there is no receiver for stream " + streamId);
    }
    return create(receiver, streamId, incarnation, tracker);
  }

  private <T> ReceiverTask create(
      Launchable<T> receiver, int streamId, long incarnation, ActorRef<ToTracker> tracker) {
    return launcher
        .get()
        .task(receiver.receiver(), receiver.codec(), streamId, incarnation, tracker);
  }
}
