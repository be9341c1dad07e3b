package dev.millrace.receiver.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import dev.millrace.rdd.ReceiverTask;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.receiver.supervisor.ReceiverCopier;
import dev.millrace.receiver.supervisor.ReceiverEnvironment;
import dev.millrace.receiver.supervisor.SupervisorEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the tasks that run receivers on executors, each under an actor. <em>Thread-safe.</em> */
public final class ReceiverLauncher {

  private static final Logger LOG = LoggerFactory.getLogger(ReceiverLauncher.class);

  private final ActorSystem<?> system;
  private final ReceiverEnvironment environment;
  private final ReplicationWarning replication = new ReplicationWarning(LOG::warn);

  /**
   * Creates a launcher.
   *
   * @param system where supervisors live
   * @param environment what receivers take from the world around them
   */
  public ReceiverLauncher(ActorSystem<?> system, ReceiverEnvironment environment) {
    this.system = system;
    this.environment = environment;
  }

  /**
   * A task that runs a copy of a receiver. If blocks are logged, the executor's services must have
   * {@link dev.millrace.receiver.store.DataLogs}.
   *
   * @param receiver as the program described it
   * @param codec how its records lie in blocks: the same object that readers of the blocks use
   * @param incarnation the number of this launch
   * @param tracker the driver's tracker
   */
  public <T> ReceiverTask task(
      ReceiverCopier<T> receiver,
      RecordCodec<T> codec,
      int streamId,
      long incarnation,
      ActorRef<ToTracker> tracker) {
    return new SupervisorTask<>(
        receiver, codec, streamId, incarnation, environment, tracker, replication, this::spawn);
  }

  private void spawn(Behavior<SupervisorEvent> supervisor, String name) {
    system.systemActorOf(supervisor, name, Props.empty());
  }
}
