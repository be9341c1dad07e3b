package dev.millrace.rdd.local;

import dev.millrace.rdd.UserFunctionException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Predicate;

/** What lies behind what a task threw: user functions may wrap what reaches them. */
final class Causes {

  private Causes() {}

  /** Whether the task could not read a shuffle output. */
  static boolean isOutputMissing(Throwable thrown) {
    return isCausedBy(thrown, ShuffleOutputMissingException.class::isInstance);
  }

  /** Whether the task gave up because its thread was interrupted. */
  static boolean isInterruption(Throwable thrown) {
    return isCausedBy(
        thrown,
        cause ->
            cause instanceof InterruptedException || cause instanceof ClosedByInterruptException);
  }

  /** The user's own exception, if it was one of theirs. */
  static Throwable own(Throwable thrown) {
    return thrown instanceof UserFunctionException ? thrown.getCause() : thrown;
  }

  private static boolean isCausedBy(Throwable thrown, Predicate<Throwable> wanted) {
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable next = thrown; next != null && seen.add(next); next = next.getCause()) {
      if (wanted.test(next)) {
        return true;
      }
    }
    return false;
  }
}
