package dev.millrace.testkit.actor;

import akka.dispatch.DispatcherPrerequisites;
import akka.dispatch.ExecutorServiceConfigurator;
import akka.dispatch.ExecutorServiceFactory;
import com.typesafe.config.Config;
import java.util.concurrent.ThreadFactory;

/** Gives a dispatcher simulated threads, {@code simulated-threads} of its section. */
public final class SeededDispatcher extends ExecutorServiceConfigurator {
  private final ActorThreads threads;
  private final int threadCount;

  /** Called by Akka, through reflection, with what every configurator gets. */
  public SeededDispatcher(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    this.threads = ((WorldScheduler) prerequisites.scheduler()).threads();
    this.threadCount = config.getInt("simulated-threads");
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(
      String id, ThreadFactory threadFactory) {
    return () -> new SeededExecutor(threads, id, threadCount);
  }
}
