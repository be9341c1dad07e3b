package dev.millrace.testkit.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import dev.millrace.rdd.ExecutorContext;
import dev.millrace.rdd.ReceiverTask;
import dev.millrace.receiver.Receiver;
import dev.millrace.receiver.actor.ReceiverLauncher;
import dev.millrace.receiver.actor.ToTracker;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage;
import dev.millrace.receiver.supervisor.ReceiverCopier;
import dev.millrace.scheduler.actor.DriverActorSystem;
import dev.millrace.scheduler.actor.ReceiverTaskFactory;
import dev.millrace.testkit.driver.ProcessSettings;
import dev.millrace.testkit.driver.SimulatedStream;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.receiver.SimulatedReceivers;
import dev.millrace.testkit.world.Life;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Makes production's receiver tasks, with the simulated network between the actors of supervisors
 * and the tracker's. <em>Owned by the world's thread.</em>
 */
final class ActorReceivers implements ReceiverTaskFactory {
  private static final String TRACKER = "driver/tracker";

  /** Asks a relay to end. */
  private record End() {}

  private final Life life;
  private final SimulatedNetwork network;
  private final DriverActorSystem system;
  private final List<SimulatedStream<?>> streams;
  private final ReceiverLauncher launcher;
  private final Consumer<Throwable> broken;

  /** By the endpoint that they answer to. */
  private final Map<String, ActorRef<SupervisorMessage>> answerers = new TreeMap<>();

  private boolean open;

  /**
   * @param broken takes what no receiver may end with
   */
  ActorReceivers(
      Life life,
      ProcessSettings settings,
      SimulatedNetwork network,
      DriverActorSystem system,
      List<SimulatedStream<?>> streams,
      Consumer<Throwable> broken) {
    this.life = life;
    this.network = network;
    this.system = system;
    this.streams = streams;
    this.broken = broken;
    this.launcher =
        new ReceiverLauncher(
            system.system(),
            SimulatedReceivers.environment(life, settings.receivers(), network.sockets(life)));
  }

  @Override
  public ReceiverTask create(int streamId, long incarnation, ActorRef<ToTracker> tracker) {
    if (!open) {
      open = true;
      network.open(
          life,
          TRACKER,
          (from, message) ->
              tracker.tell(new ToTracker((TrackerMessage) message, answererOf(from))));
    }
    return task(streams.get(streamId), streamId, incarnation);
  }

  private ActorRef<SupervisorMessage> answererOf(String endpoint) {
    return answerers.computeIfAbsent(
        endpoint,
        absent ->
            spawn(
                "answers-" + answerers.size(),
                Behaviors.receiveMessage(
                    answer -> {
                      network.send(life, TRACKER, endpoint, answer);
                      return Behaviors.same();
                    })));
  }

  private <T> ReceiverTask task(SimulatedStream<T> stream, int streamId, long incarnation) {
    Receiver<T> receiver = stream.receiver(life, incarnation);
    return (executor, onEnd) -> {
      String address = address(executor, streamId, incarnation);
      ActorRef<Object> relay = spawn("reports-" + streamId + "-" + incarnation, relay(address));
      return launcher
          .task(
              new ReceiverCopier<>(new ReceiverTicket<>(life, receiver)),
              receiver.codec(List.of()),
              streamId,
              incarnation,
              relay.narrow())
          .start(
              executor,
              failure -> {
                checkEnd(failure);
                network.close(address);
                relay.tell(new End());
                onEnd.accept(failure);
              });
    };
  }

  private static String address(ExecutorContext executor, int streamId, long incarnation) {
    return "executor-"
        + executor.executor().executorId()
        + "/receiver-"
        + streamId
        + "-"
        + incarnation;
  }

  /** Sends reports on, and opens the way for answers with the first. */
  private Behavior<Object> relay(String address) {
    CompletableFuture<ActorRef<SupervisorMessage>> supervisor = new CompletableFuture<>();
    return Behaviors.receive(Object.class)
        .onMessage(
            ToTracker.class,
            report -> {
              if (supervisor.complete(report.sender())) {
                network.open(
                    life,
                    address,
                    (from, answer) -> supervisor.join().tell((SupervisorMessage) answer));
              }
              network.send(life, address, TRACKER, report.message());
              return Behaviors.same();
            })
        .onMessage(End.class, end -> Behaviors.stopped())
        .build();
  }

  /** Actors that fail are stopped by their system: the launch ends with that, or not at all. */
  private void checkEnd(Optional<Throwable> failure) {
    failure
        .map(Throwable::getMessage)
        .filter(message -> message != null && message.contains("actor was stopped"))
        .ifPresent(
            message ->
                broken.accept(new AssertionError("a supervisor's handler threw: its " + message)));
  }

  private <M> ActorRef<M> spawn(String name, Behavior<M> behavior) {
    return system.system().systemActorOf(behavior, name, Props.empty());
  }
}
