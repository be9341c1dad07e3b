package dev.millrace.testkit.driver;

import dev.millrace.rdd.ExecutorContext;
import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.rdd.ReceiverTask;
import dev.millrace.rdd.local.LocalEngine;
import dev.millrace.receiver.Receiver;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage;
import dev.millrace.receiver.port.ReceiverThreads;
import dev.millrace.receiver.store.DataLog;
import dev.millrace.receiver.store.DataLogs;
import dev.millrace.receiver.supervisor.LaunchContext;
import dev.millrace.receiver.supervisor.ReceiverEnvironment;
import dev.millrace.receiver.supervisor.ReceiverRun;
import dev.millrace.receiver.supervisor.SupervisorEvent;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.tracker.ReceiverLauncher;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.receiver.SimulatedReceivers;
import dev.millrace.testkit.world.Life;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Launches receivers on the engine as the production launcher does, with events for mailboxes and
 * the simulated network for messages. <em>Owned by the world's thread.</em>
 */
final class SimulatedLauncher implements ReceiverLauncher {
  private final Life life;
  private final ProcessSettings settings;
  private final LocalEngine engine;
  private final SimulatedNetwork network;
  private final Executor driverThread;
  private final List<SimulatedStream<?>> streams;
  private final String tracker;
  private final ReceiverEnvironment environment;

  SimulatedLauncher(
      Life life,
      ProcessSettings settings,
      LocalEngine engine,
      SimulatedNetwork network,
      Executor driverThread,
      List<SimulatedStream<?>> streams,
      String tracker) {
    this.life = life;
    this.settings = settings;
    this.engine = engine;
    this.network = network;
    this.driverThread = driverThread;
    this.streams = streams;
    this.tracker = tracker;
    this.environment =
        SimulatedReceivers.environment(life, settings.receivers(), network.sockets(life));
  }

  @Override
  public List<ExecutorInfo> executors() {
    return engine.executors();
  }

  @Override
  public void launch(
      ReceiverSpec spec, long incarnation, String executorId, Consumer<Optional<Throwable>> onEnd) {
    String what = spec.name() + "-" + incarnation + " on executor " + executorId;
    life.world().note(life.name(), "launches", what);
    engine.launchReceiver(
        spec.name(),
        executorId,
        (executor, ended) -> task(streams.get(spec.streamId()), spec, incarnation, executor, ended),
        cause -> {
          life.world().note(life.name(), "has ended " + what, cause);
          driverThread.execute(() -> onEnd.accept(cause));
        });
  }

  private <T> ReceiverTask.Running task(
      SimulatedStream<T> stream,
      ReceiverSpec spec,
      long incarnation,
      ExecutorContext executor,
      Consumer<Optional<Throwable>> onEnd) {
    Launch<T> launch =
        new Launch<>(
            stream.receiver(life, incarnation), spec.streamId(), incarnation, executor, onEnd);
    launch.threads.storage().execute(launch::open);
    return launch;
  }

  /** One launch of a receiver, from its start to its end. */
  private final class Launch<T> implements ReceiverTask.Running {
    private final Receiver<T> receiver;
    private final int streamId;
    private final long incarnation;
    private final ExecutorContext executor;
    private final Consumer<Optional<Throwable>> onEnd;
    private final String address;
    private final ReceiverThreads.Launch threads;
    private final Executor mailbox;
    private Optional<ReceiverRun<T>> run = Optional.empty();
    private Optional<Throwable> killed = Optional.empty();

    Launch(
        Receiver<T> receiver,
        int streamId,
        long incarnation,
        ExecutorContext executor,
        Consumer<Optional<Throwable>> onEnd) {
      this.receiver = receiver;
      this.streamId = streamId;
      this.incarnation = incarnation;
      this.executor = executor;
      this.onEnd = onEnd;
      String name = "receiver-" + streamId + "-" + incarnation;
      this.address = "executor-" + executor.executor().executorId() + "/" + name;
      this.threads =
          environment
              .threads()
              .open(name, error -> run.ifPresent(begun -> begun.onUncaught(error)));
      this.mailbox = life.thread(name + "/supervisor");
    }

    void open() {
      Optional<DataLog> log;
      try {
        log = openLog();
      } catch (RuntimeException e) {
        threads.close();
        onEnd.accept(Optional.of(e));
        return;
      }
      ReceiverRun<T> begun =
          new ReceiverRun<>(
              new LaunchContext<>(
                  receiver,
                  receiver.codec(List.of()),
                  streamId,
                  incarnation,
                  executor,
                  log,
                  threads,
                  this::tell,
                  this::post,
                  this::end),
              environment);
      run = Optional.of(begun);
      network.open(
          life,
          address,
          (from, message) -> post(new SupervisorEvent.Told((SupervisorMessage) message)));
      killed.ifPresentOrElse(begun::kill, () -> post(new SupervisorEvent.Launched()));
    }

    private Optional<DataLog> openLog() {
      if (!settings.receivers().logEnabled()) {
        return Optional.empty();
      }
      DataLogs logs = executor.services().get(DataLogs.class);
      return Optional.of(logs.open(executor.executor().executorId()));
    }

    private void tell(TrackerMessage message) {
      network.send(life, address, tracker, message);
    }

    private void post(SupervisorEvent event) {
      mailbox.execute(
          () -> {
            ReceiverRun<T> begun = run.orElseThrow();
            if (!begun.isEnded()) {
              begun.on(event);
            }
          });
    }

    private void end(Optional<Throwable> failure) {
      network.close(address);
      onEnd.accept(failure);
    }

    @Override
    public void kill(Throwable cause) {
      if (settings.receivers().logEnabled()) {
        executor.services().get(DataLogs.class).abandon(executor.executor().executorId());
      }
      killed = Optional.of(cause);
      run.ifPresent(begun -> begun.kill(cause));
    }
  }
}
