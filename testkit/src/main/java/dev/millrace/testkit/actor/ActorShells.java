package dev.millrace.testkit.actor;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.millrace.rdd.local.LocalEngine;
import dev.millrace.receiver.supervisor.ReceiverEnvironment;
import dev.millrace.scheduler.actor.DriverActorSystem;
import dev.millrace.scheduler.actor.DriverActors;
import dev.millrace.scheduler.core.DriverCore;
import dev.millrace.scheduler.tracker.ReceiverLauncher;
import dev.millrace.scheduler.tracker.ReceiverTracker;
import dev.millrace.scheduler.tracker.TrackerCommand;
import dev.millrace.testkit.driver.ProcessShells;
import dev.millrace.testkit.driver.SimulatedStream;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.NodeDeath;
import java.net.URL;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * The actors of production, in one life: job generator and tracker on the driver's dispatcher, a
 * supervisor for each receiver. Which mailbox comes next is the seed's choice, time is the world's.
 * A life that dies leaves its actors where they are: nothing runs them any more, and no thread of
 * theirs is left. <em>Owned by the world's thread.</em>
 */
public final class ActorShells implements ProcessShells {
  private static final Config SEEDED =
      ConfigFactory.parseString(
              """
          akka.use-slf4j = off
          seeded {
            type = Dispatcher
            executor = "dev.millrace.testkit.actor.SeededDispatcher"
            throughput = 1
          }
          akka.scheduler.implementation = "dev.millrace.testkit.actor.WorldScheduler"
          akka.actor.default-dispatcher = ${seeded} { simulated-threads = 3 }
          akka.actor.internal-dispatcher = ${seeded} { simulated-threads = 2 }
          millrace.driver-dispatcher = ${seeded} { simulated-threads = 1 }
          """)
          .resolve();

  private static final ClassLoader LOADER = new BootLoader();

  private final Life life;
  private final ReceiverEnvironment receivers;
  private final SimulatedNetwork network;
  private final DriverActorSystem system;
  private final DriverActors actors;

  /** Boots the actor system, inside this call. */
  public ActorShells(Life life, ReceiverEnvironment receivers, SimulatedNetwork network) {
    this.life = life;
    this.receivers = receivers;
    this.network = network;
    this.system = boot(life);
    this.actors = new DriverActors(system, this::onBroken);
  }

  private static DriverActorSystem boot(Life life) {
    CompletableFuture<DriverActorSystem> booted = new CompletableFuture<>();
    Thread thread = Thread.currentThread();
    ClassLoader usual = thread.getContextClassLoader();
    thread.setContextClassLoader(LOADER);
    try {
      ActorThreads.boot(life, () -> booted.complete(DriverActorSystem.start("simulated", SEEDED)));
    } finally {
      thread.setContextClassLoader(usual);
    }
    return booted.join();
  }

  /**
   * A handler threw. Death is no failure; all else is one of the run, and actors would swallow it.
   */
  private void onBroken(Throwable cause) {
    if (cause instanceof NodeDeath) {
      return;
    }
    life.world()
        .after(
            Duration.ZERO,
            "failure",
            () -> {
              throw new AssertionError("an actor of " + life.name() + " failed", cause);
            });
  }

  @Override
  public Executor driver() {
    return actors.driver();
  }

  @Override
  public void driverAfter(Duration delay, Runnable task) {
    life.after(delay, life.name() + "/driver/timer", () -> driver().execute(task));
  }

  @Override
  public Consumer<TrackerCommand> startTracker(ReceiverTracker tracker) {
    return actors.startTracker(tracker);
  }

  @Override
  public ReceiverLauncher launcher(LocalEngine engine, List<SimulatedStream<?>> streams) {
    return actors.launcher(
        engine, new ActorReceivers(life, receivers, network, system, streams, this::onBroken));
  }

  @Override
  public void open(DriverCore core) {
    // Reports reach the tracker's actor once a first receiver has been told its address.
  }

  @Override
  public void close(Runnable whenClosed) {
    actors.close();
    system.system().terminate();
    // Not by a callback: Akka's stages make theirs on the common pool.
    CompletableFuture<?> gone = system.system().getWhenTerminated().toCompletableFuture();
    life.await(gone::isDone);
    system.close();
    whenClosed.run();
  }

  /**
   * Finds classes where these are, and no resources. Akka reads all manifests of the class path to
   * compare its jars' versions, and its settings, which it is given, once more; both take longer
   * than all the rest of its start.
   */
  private static final class BootLoader extends ClassLoader {
    BootLoader() {
      super(ActorShells.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) {
      return Collections.emptyEnumeration();
    }
  }
}
