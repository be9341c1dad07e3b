package dev.millrace.testkit.world;

/**
 * A run went wrong: an event threw, an invariant did not hold, or the run did not end. The message
 * names the seed, the moment and the last things that happened; the cause is what was thrown.
 */
public final class SimulationFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  private final long seed;

  SimulationFailure(long seed, String message, Throwable cause) {
    super(message, cause);
    this.seed = seed;
  }

  /** The seed that repeats the run. */
  public long seed() {
    return seed;
  }
}
