package dev.millrace.receiver.host;

import dev.millrace.receiver.port.Monitor;
import dev.millrace.receiver.port.ReceiverThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Real threads for receivers. <em>Thread-safe.</em> */
public final class SystemReceiverThreads implements ReceiverThreads {

  @Override
  public Launch open(String name, Consumer<Throwable> onUncaught) {
    return new SystemLaunch(name, onUncaught);
  }

  /** The threads of one launch: a writer, a few for storage when needed, the user's own. */
  private static final class SystemLaunch implements Launch {

    private static final long STORAGE_IDLE_SECONDS = 5;

    private final String name;
    private final UserThreads userThreads;
    private final ThreadPoolExecutor writer;
    private final ThreadPoolExecutor storage;
    private final Monitor monitor = new LockMonitor();

    SystemLaunch(String name, Consumer<Throwable> onUncaught) {
      this.name = name;
      this.userThreads = new UserThreads("millrace-" + name, onUncaught);
      this.writer =
          new ThreadPoolExecutor(
              1,
              1,
              0,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              task -> HostThreads.daemon(task, "millrace-" + name + "-writer"),
              new ThreadPoolExecutor.DiscardPolicy());
      AtomicInteger number = new AtomicInteger();
      this.storage =
          new ThreadPoolExecutor(
              0,
              Integer.MAX_VALUE, // bounded by blocks on their way times copies
              STORAGE_IDLE_SECONDS,
              TimeUnit.SECONDS,
              new SynchronousQueue<>(),
              task ->
                  HostThreads.daemon(
                      task, "millrace-" + name + "-storage-" + number.incrementAndGet()),
              new ThreadPoolExecutor.DiscardPolicy());
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

    @Override
    public Runnable runUserCode(String what, Runnable code) {
      Thread thread = new Thread(userThreads, code, "millrace-" + name + "-" + what);
      thread.setDaemon(true);
      thread.start();
      return thread::interrupt;
    }

    @Override
    public void close() {
      writer.shutdown();
      storage.shutdown();
      userThreads.close();
    }
  }

  /** The threads that a receiver's code starts, whose deaths are noticed. */
  private static final class UserThreads extends ThreadGroup {
    private final Consumer<Throwable> onUncaught;

    UserThreads(String name, Consumer<Throwable> onUncaught) {
      super(name);
      this.onUncaught = onUncaught;
    }

    /**
     * Lets the group go with its last thread; its parent would keep it, and the launch, for ever.
     */
    @SuppressWarnings("removal") // needed up to Java 18; from 19 on they do nothing
    void close() {
      setDaemon(true);
      if (activeCount() == 0) {
        try {
          destroy();
        } catch (IllegalThreadStateException e) {
          return; // the last thread has just ended and taken it along
        }
      }
    }

    @Override
    public void uncaughtException(Thread thread, Throwable error) {
      onUncaught.accept(error);
    }
  }
}
