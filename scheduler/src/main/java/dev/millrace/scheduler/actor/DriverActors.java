package dev.millrace.scheduler.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.Behaviors;
import dev.millrace.rdd.Engine;
import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.rdd.ReceiverTask;
import dev.millrace.receiver.actor.ToTracker;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.tracker.ReceiverLauncher;
import dev.millrace.scheduler.tracker.ReceiverTracker;
import dev.millrace.scheduler.tracker.TrackerCommand;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The mailboxes of the driver's two owners, on one thread. <em>Thread-safe.</em>
 *
 * <p>The job generator's actor takes tasks: whatever comes back to the driver from another thread,
 * a tick, a planned batch, the end of a job, is a task in its mailbox. The tracker's actor takes
 * the supervisors' reports and the driver's commands. A task or message whose handling throws has
 * broken an invariant: it is reported as fatal, no actor is started afresh on what is left.
 */
public final class DriverActors implements AutoCloseable {

  /** Asks an actor to end. */
  private record End() {}

  private final DriverActorSystem system;
  private final Consumer<Throwable> fatal;
  private final ActorRef<Object> generator;
  private final CompletableFuture<ActorRef<Object>> tracker = new CompletableFuture<>();

  /**
   * Starts the job generator's actor.
   *
   * @param fatal takes what a handler throws; called on the driver thread
   */
  public DriverActors(DriverActorSystem system, Consumer<Throwable> fatal) {
    this.system = system;
    this.fatal = fatal;
    this.generator = spawn("job-generator", message -> ((Runnable) message).run());
  }

  /** Runs tasks on the driver thread, in the order given, never inside the call. */
  public Executor driver() {
    return generator::tell;
  }

  /** Starts the tracker's actor; to be called once, before a receiver is launched. */
  public Consumer<TrackerCommand> startTracker(ReceiverTracker core) {
    ActorRef<Object> ref =
        spawn(
            "receiver-tracker",
            message -> {
              if (message instanceof ToTracker report) {
                core.on(report.message(), report.sender()::tell);
              } else if (message instanceof Runnable task) {
                task.run();
              } else {
                core.on((TrackerCommand) message);
              }
            });
    if (!tracker.complete(ref)) {
      throw new IllegalStateException("the tracker's actor was started before");
    }
    return ref::tell;
  }

  /** Runs receivers on an engine; their supervisors report to the tracker's actor. */
  public ReceiverLauncher launcher(Engine engine, ReceiverTaskFactory tasks) {
    return new EngineLauncher(engine, tasks);
  }

  /** Ends both actors after what is in their mailboxes. */
  @Override
  public void close() {
    generator.tell(new End());
    if (tracker.isDone()) {
      tracker.join().tell(new End());
    }
  }

  private ActorRef<Object> spawn(String name, Consumer<Object> handler) {
    Behavior<Object> behavior =
        Behaviors.receiveMessage(
            message -> {
              if (message instanceof End) {
                return Behaviors.stopped();
              }
              try {
                handler.accept(message);
              } catch (Throwable e) { // a broken invariant stops the driver, whatever it is
                fatal.accept(e);
              }
              return Behaviors.same();
            });
    return system
        .system()
        .systemActorOf(
            behavior,
            system.uniqueName(name),
            DispatcherSelector.fromConfig(DriverActorSystem.DRIVER_DISPATCHER));
  }

  private final class EngineLauncher implements ReceiverLauncher {

    private final Engine engine;
    private final ReceiverTaskFactory tasks;

    EngineLauncher(Engine engine, ReceiverTaskFactory tasks) {
      this.engine = engine;
      this.tasks = tasks;
    }

    @Override
    public List<ExecutorInfo> executors() {
      return engine.executors();
    }

    @Override
    public void launch(
        ReceiverSpec receiver,
        long incarnation,
        String executorId,
        Consumer<Optional<Throwable>> onEnd) {
      ActorRef<Object> mailbox = tracker.join();
      // Through the tracker's own mailbox, so that what the receiver reported before comes first.
      Consumer<Optional<Throwable>> whenEnded =
          cause -> mailbox.tell((Runnable) () -> onEnd.accept(cause));
      try {
        ReceiverTask task = tasks.create(receiver.streamId(), incarnation, mailbox.narrow());
        engine.launchReceiver(receiver.name(), executorId, task, whenEnded);
      } catch (RuntimeException e) {
        whenEnded.accept(Optional.of(e));
      }
    }
  }
}
