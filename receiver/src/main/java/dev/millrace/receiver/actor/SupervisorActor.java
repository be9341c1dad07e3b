package dev.millrace.receiver.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.supervisor.ReceiverRun;
import dev.millrace.receiver.supervisor.SupervisorEvent;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** Empties the mailbox of one launch of a receiver. */
final class SupervisorActor extends AbstractBehavior<SupervisorEvent> {

  private final ReceiverRun<?> run;

  private SupervisorActor(ActorContext<SupervisorEvent> context, ReceiverRun<?> run) {
    super(context);
    this.run = run;
  }

  /**
   * The behaviour.
   *
   * @param factory makes the launch from its mailbox and the address for the tracker's answers
   */
  static Behavior<SupervisorEvent> create(
      BiFunction<Consumer<SupervisorEvent>, ActorRef<SupervisorMessage>, ReceiverRun<?>> factory) {
    return Behaviors.setup(
        context -> {
          ActorRef<SupervisorMessage> answers =
              context.messageAdapter(SupervisorMessage.class, SupervisorEvent.Told::new);
          ActorRef<SupervisorEvent> self = context.getSelf();
          return new SupervisorActor(context, factory.apply(self::tell, answers));
        });
  }

  @Override
  public Receive<SupervisorEvent> createReceive() {
    return newReceiveBuilder()
        .onMessage(SupervisorEvent.class, this::onEvent)
        .onSignal(PostStop.class, stopped -> onStopped())
        .build();
  }

  private Behavior<SupervisorEvent> onEvent(SupervisorEvent event) {
    run.on(event);
    return run.isEnded() ? Behaviors.stopped() : this;
  }

  /** The actor ends before the launch does: its system is being taken down, or it has failed. */
  private Behavior<SupervisorEvent> onStopped() {
    if (!run.isEnded()) {
      run.on(
          new SupervisorEvent.Killed(
              new IllegalStateException("the supervisor's actor was stopped")));
    }
    return this;
  }
}
