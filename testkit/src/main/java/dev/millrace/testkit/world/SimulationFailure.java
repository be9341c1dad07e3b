package dev.millrace.testkit.world;

import static java.util.Locale.ROOT;

import java.util.Optional;

/**
 * A run went wrong: an event threw, an invariant did not hold, or the run did not end. The message
 * names the seed, the moment and the last things that happened; the cause is what was thrown.
 */
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1L;
  private static final int ENTRIES_IN_MESSAGE = 40;

  private final long seed;

  private SimulationFailure(long seed, String message, Throwable cause) {
    super(message, cause);
    this.seed = seed;
  }

  /**
   * A failure of {@code world} at this moment.
   *
   * @param cause what was thrown, if anything
   */
  static SimulationFailure of(World world, String what, Optional<Throwable> cause) {
    String message =
        String.format(
            ROOT,
            "%s at %.6f ms, event %d%s%nREPRODUCE -Dmillrace.seed=0x%x%n%s",
            what,
            world.nanos() / 1e6,
            world.eventCount(),
            cause.map(thrown -> ": " + thrown).orElse(""),
            world.seed(),
            world.timeline().last(ENTRIES_IN_MESSAGE));
    return new SimulationFailure(world.seed(), message, cause.orElse(null));
  }

  /** The seed that repeats the run. */
  public long seed() {
    return seed;
  }
}
