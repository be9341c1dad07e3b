package dev.millrace.scheduler.actor;

import akka.actor.BootstrapSetup;
import akka.actor.setup.ActorSystemSetup;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.SpawnProtocol;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The actor system of one streaming program. <em>Thread-safe.</em> Whoever starts it closes it,
 * after the driver and the receivers have stopped. Starting takes about a second in a cold JVM, so
 * it is done beside other work.
 */
public final class DriverActorSystem implements AutoCloseable {

  /** The dispatcher with the one thread that all of the driver's decisions are made on. */
  static final String DRIVER_DISPATCHER = "millrace.driver-dispatcher";

  /** Akka's own settings below Millrace's; read once, since reading takes as long as starting. */
  private static final Config CONFIG =
      ConfigFactory.parseString(
              """
            akka {
              # Actors log through slf4j themselves; the event bus has nothing to add.
              loggers = []
              stdout-loglevel = OFF
              loglevel = OFF
              log-dead-letters = 0
              # Serialisation and receptionist are for systems with more than one process.
              library-extensions = []
              actor.typed.library-extensions = []
              log-dead-letters-during-shutdown = off
              jvm-shutdown-hooks = off
              coordinated-shutdown.run-by-jvm-shutdown-hook = off
              coordinated-shutdown.run-by-actor-system-terminate = off
              coordinated-shutdown.terminate-actor-system = off
              coordinated-shutdown.exit-jvm = off
              actor.default-dispatcher.executor = "fork-join-executor"
              actor.default-dispatcher.fork-join-executor.parallelism-min = 2
              actor.default-dispatcher.fork-join-executor.parallelism-max = 4
            }
            millrace.driver-dispatcher {
              type = Dispatcher
              executor = "thread-pool-executor"
              thread-pool-executor.fixed-pool-size = 1
              throughput = 32
            }
            """)
          .withFallback(ConfigFactory.defaultReference(DriverActorSystem.class.getClassLoader()))
          .resolve();

  private static final long CLOSE_TIMEOUT_SECONDS = 10;

  private final ActorSystem<SpawnProtocol.Command> system;

  /**
   * The context class loader of the system's threads, and of no other system's: a mark to know them
   * by.
   */
  private final ClassLoader mark;

  private final AtomicLong names = new AtomicLong();

  private DriverActorSystem(ActorSystem<SpawnProtocol.Command> system, ClassLoader mark) {
    this.system = system;
    this.mark = mark;
  }

  /**
   * Starts an actor system; returns when it is up.
   *
   * @param name its name: letters, digits and inner hyphens
   */
  public static DriverActorSystem start(String name) {
    return start(name, ConfigFactory.empty());
  }

  /**
   * Starts an actor system with other dispatchers or another scheduler; returns when it is up.
   *
   * @param name its name: letters, digits and inner hyphens
   * @param changes settings that go before Millrace's own, resolved
   */
  public static DriverActorSystem start(String name, Config changes) {
    ClassLoader mark = new ClassLoader(Thread.currentThread().getContextClassLoader()) {};
    ActorSystemSetup setup =
        ActorSystemSetup.create(
            BootstrapSetup.create().withConfig(changes.withFallback(CONFIG)).withClassloader(mark));
    return new DriverActorSystem(ActorSystem.create(SpawnProtocol.create(), name, setup), mark);
  }

  /** The system itself, for those who spawn actors of their own beside the driver's. */
  public ActorSystem<SpawnProtocol.Command> system() {
    return system;
  }

  /** A name that no other actor has: one driver may follow another before its actors are gone. */
  String uniqueName(String prefix) {
    return prefix + "-" + names.getAndIncrement();
  }

  /** Ends all actors and their threads; returns when they are gone. Idempotent. */
  @Override
  public void close() {
    system.terminate();
    CompletionStage<?> terminated = system.getWhenTerminated();
    try {
      terminated.toCompletableFuture().get(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
      for (Thread thread : threads()) {
        join(thread); // the system says that it has ended a little before its threads have
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "the actor system "
              + system.name()
              + " did not end within "
              + CLOSE_TIMEOUT_SECONDS
              + " s",
          e);
    }
  }

  private static void join(Thread thread) throws InterruptedException, TimeoutException {
    thread.join(TimeUnit.SECONDS.toMillis(CLOSE_TIMEOUT_SECONDS));
    if (thread.isAlive()) {
      throw new TimeoutException("its thread " + thread.getName() + " runs on");
    }
  }

  /** The system's threads, but for the calling one if it is among them. */
  private List<Thread> threads() {
    ThreadGroup all = Thread.currentThread().getThreadGroup();
    while (all.getParent() != null) {
      all = all.getParent();
    }
    Thread[] found = new Thread[2 * all.activeCount() + 64];
    int count = all.enumerate(found);
    return Arrays.stream(found, 0, count)
        .filter(thread -> thread.getContextClassLoader() == mark)
        .filter(thread -> isNamedByAkka(thread.getName()))
        .filter(thread -> thread != Thread.currentThread())
        .toList();
  }

  /** Threads that actors started have inherited the mark, but not such a name. */
  private boolean isNamedByAkka(String name) {
    String own = system.name() + "-";
    return Stream.of("akka.", DRIVER_DISPATCHER, "scheduler-")
        .anyMatch(kind -> name.startsWith(own + kind));
  }
}
