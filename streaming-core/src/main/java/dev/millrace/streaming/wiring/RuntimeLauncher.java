package dev.millrace.streaming.wiring;

import java.util.function.Supplier;

/**
 * Where programs run: in this process on its threads and clock, or in a test kit's world under a
 * virtual clock. <em>Thread-safe.</em>
 */
@FunctionalInterface
public interface RuntimeLauncher {

  /**
   * Builds and starts a program; returns when its clock runs. When it throws, nothing is left.
   *
   * @param name the program's name
   * @param spec makes the rest of the description
   * @throws RuntimeException if the description cannot be made, the logs cannot be recovered or the
   *     program refuses to start
   */
  RunningProgram start(String name, Supplier<RuntimeSpec> spec);
}
