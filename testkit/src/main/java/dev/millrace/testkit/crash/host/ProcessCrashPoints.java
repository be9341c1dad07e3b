package dev.millrace.testkit.crash.host;

import dev.millrace.testkit.crash.CrashPlan;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Crash points of a real process: at the planned passage it kills itself as {@code kill -9} does,
 * without shutdown hooks, finally blocks or flushed buffers. <em>Thread-safe.</em>
 */
public final class ProcessCrashPoints implements Consumer<String> {
  /** The environment variable that holds the plan, {@code name#occurrence}. */
  public static final String VARIABLE = "MILLRACE_CRASH";

  private static final int KILLED = 137;

  private final Optional<CrashPlan> plan;
  private final AtomicLong passages = new AtomicLong();

  private ProcessCrashPoints(Optional<CrashPlan> plan) {
    this.plan = plan;
  }

  /**
   * Crash points that die where the variable {@link #VARIABLE} of {@code environment} says, or
   * nowhere without it.
   *
   * @throws IllegalArgumentException if the variable holds no plan
   */
  public static ProcessCrashPoints from(Map<String, String> environment) {
    return new ProcessCrashPoints(
        Optional.ofNullable(environment.get(VARIABLE)).map(CrashPlan::parse));
  }

  /** Counts the passage; does not return if it is the planned one. */
  @Override
  public void accept(String name) {
    if (plan.isEmpty() || !plan.get().name().equals(name)) {
      return;
    }
    if (passages.incrementAndGet() == plan.get().occurrence()) {
      killThisProcess();
    }
  }

  private static void killThisProcess() {
    String pid = Long.toString(ProcessHandle.current().pid());
    try {
      new ProcessBuilder("kill", "-KILL", pid).start().waitFor();
    } catch (IOException noSuchCommand) {
      Runtime.getRuntime().halt(KILLED);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    // Still alive: the command was not allowed to.
    Runtime.getRuntime().halt(KILLED);
  }
}
