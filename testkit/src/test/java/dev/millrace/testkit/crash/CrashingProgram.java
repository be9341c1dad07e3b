package dev.millrace.testkit.crash;

import dev.millrace.testkit.crash.host.ProcessCrashPoints;

/** Passes two crash points three times, printing before each. */
final class CrashingProgram {
  private CrashingProgram() {}

  /** Takes no arguments; its environment says where it dies. */
  public static void main(String[] arguments) {
    ProcessCrashPoints points = ProcessCrashPoints.from(System.getenv());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
    for (int i = 1; i <= 3; i++) {
      System.out.println("a" + i);
      points.accept("a");
      System.out.println("b" + i);
      points.accept("b");
    }
  }
}
