package dev.millrace.receiver.actor;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import dev.millrace.rdd.ExecutorContext;
import dev.millrace.rdd.ReceiverTask;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.receiver.Receiver;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.port.ReceiverThreads;
import dev.millrace.receiver.store.DataLog;
import dev.millrace.receiver.store.DataLogs;
import dev.millrace.receiver.supervisor.LaunchContext;
import dev.millrace.receiver.supervisor.ReceiverCopier;
import dev.millrace.receiver.supervisor.ReceiverEnvironment;
import dev.millrace.receiver.supervisor.ReceiverRun;
import dev.millrace.receiver.supervisor.SupervisorEvent;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Runs one launch of a receiver on an executor: opens the data log, then spawns the supervisor. */
final class SupervisorTask<T> implements ReceiverTask {

  private final ReceiverCopier<T> receiver;
  private final RecordCodec<T> codec;
  private final int streamId;
  private final long incarnation;
  private final ReceiverEnvironment environment;
  private final ActorRef<ToTracker> tracker;
  private final ReplicationWarning replication;
  private final BiConsumer<Behavior<SupervisorEvent>, String> spawner;

  SupervisorTask(
      ReceiverCopier<T> receiver,
      RecordCodec<T> codec,
      int streamId,
      long incarnation,
      ReceiverEnvironment environment,
      ActorRef<ToTracker> tracker,
      ReplicationWarning replication,
      BiConsumer<Behavior<SupervisorEvent>, String> spawner) {
    this.receiver = receiver;
    this.codec = codec;
    this.streamId = streamId;
    this.incarnation = incarnation;
    this.environment = environment;
    this.tracker = tracker;
    this.replication = replication;
    this.spawner = spawner;
  }

  @Override
  public Running start(ExecutorContext executor, Consumer<Optional<Throwable>> onEnd) {
    Launch launch = new Launch(executor, onEnd);
    launch.threads.storage().execute(launch::open);
    return launch;
  }

  private String name() {
    return "receiver-" + streamId + "-" + incarnation;
  }

  /** A launch, from the task's start to its end. <em>Thread-safe.</em> */
  private final class Launch implements Running {
    private final ExecutorContext executor;
    private final Consumer<Optional<Throwable>> onEnd;
    private final ReceiverThreads.Launch threads;

    /** Present once the supervisor's actor has put the launch together; guarded by this. */
    private Optional<ReceiverRun<T>> run = Optional.empty();

    /** Present once the data log is about to be opened; guarded by this. */
    private Optional<DataLogs> logs = Optional.empty();

    /** Present once the executor is lost; guarded by this. */
    private Optional<Throwable> killed = Optional.empty();

    Launch(ExecutorContext executor, Consumer<Optional<Throwable>> onEnd) {
      this.executor = executor;
      this.onEnd = onEnd;
      this.threads = environment.threads().open(name(), this::onUncaught);
    }

    /** Blocks on the disk. */
    void open() {
      try {
        Optional<DataLog> log = openLog();
        Receiver<T> copy = receiver.copy();
        replication.onLaunch(executor, copy.storageLevel());
        spawner.accept(
            SupervisorActor.create((mailbox, answers) -> begin(copy, log, mailbox, answers)),
            name());
      } catch (RuntimeException | Error e) { // a receiver's own code is run to copy it
        endUnbegun(e);
      }
    }

    private void endUnbegun(Throwable cause) {
      threads.close();
      onEnd.accept(Optional.of(cause));
    }

    private Optional<DataLog> openLog() {
      if (!environment.settings().logEnabled()) {
        return Optional.empty();
      }
      DataLogs provided = executor.services().get(DataLogs.class);
      synchronized (this) {
        logs = Optional.of(provided);
        killed.ifPresent(cause -> provided.abandon(executorId()));
      }
      return Optional.of(provided.open(executorId()));
    }

    private synchronized ReceiverRun<T> begin(
        Receiver<T> copy,
        Optional<DataLog> log,
        Consumer<SupervisorEvent> mailbox,
        ActorRef<SupervisorMessage> answers) {
      LaunchContext<T> launch =
          new LaunchContext<>(
              copy,
              codec,
              streamId,
              incarnation,
              executor,
              log,
              threads,
              message -> tracker.tell(new ToTracker(message, answers)),
              mailbox,
              onEnd);
      ReceiverRun<T> begun;
      try {
        begun = new ReceiverRun<>(launch, environment);
      } catch (RuntimeException | Error e) { // the codec may be a user's
        endUnbegun(e);
        throw e;
      }
      run = Optional.of(begun);
      killed.ifPresentOrElse(begun::kill, () -> mailbox.accept(new SupervisorEvent.Launched()));
      return begun;
    }

    private String executorId() {
      return executor.executor().executorId();
    }

    private synchronized void onUncaught(Throwable error) {
      run.ifPresent(begun -> begun.onUncaught(error));
    }

    @Override
    public synchronized void kill(Throwable cause) {
      logs.ifPresent(provided -> provided.abandon(executorId()));
      killed = Optional.of(cause);
      run.ifPresent(begun -> begun.kill(cause));
    }
  }
}
