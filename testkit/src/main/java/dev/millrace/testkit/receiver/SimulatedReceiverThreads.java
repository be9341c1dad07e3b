package dev.millrace.testkit.receiver;

import dev.millrace.receiver.port.Monitor;
import dev.millrace.receiver.port.ReceiverThreads;
import dev.millrace.testkit.world.Life;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The threads of a life's receivers. <em>Owned by the world's thread.</em> */
public final class SimulatedReceiverThreads implements ReceiverThreads {
  private final Life life;

  /** Threads that end with {@code life}. */
  public SimulatedReceiverThreads(Life life) {
    this.life = life;
  }

  @Override
  public Launch open(String name, Consumer<Throwable> onUncaught) {
    return new SimulatedLaunch(name, onUncaught);
  }

  private final class SimulatedLaunch implements Launch {
    private final String name;
    private final Consumer<Throwable> onUncaught;
    private final Executor writer;
    private final Executor storage;
    private final Monitor monitor = new SimulatedMonitor(life);

    SimulatedLaunch(String name, Consumer<Throwable> onUncaught) {
      this.name = name;
      this.onUncaught = onUncaught;
      this.writer = life.thread(name + "/writer");
      this.storage = life.pool(name + "/storage");
    }

    @Override
    public Executor writer() {
      return writer;
    }

    @Override
    public Executor storage() {
      return storage;
    }

    @Override
    public Monitor monitor() {
      return monitor;
    }

    /** Runs the code as an event; it cannot be interrupted. */
    @Override
    public Runnable runUserCode(String what, Runnable code) {
      life.after(Duration.ZERO, life.name() + "/" + name + "/" + what, () -> run(code));
      return () -> {};
    }

    private void run(Runnable code) {
      try {
        code.run();
      } catch (RuntimeException e) {
        onUncaught.accept(e);
      }
    }

    @Override
    public void close() {
      // What is queued runs all the same; the threads are events and need no end.
    }
  }
}
