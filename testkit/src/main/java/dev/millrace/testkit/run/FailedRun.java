package dev.millrace.testkit.run;

import static java.util.Locale.ROOT;

import dev.millrace.testkit.plan.FaultPlan;
import java.util.Optional;

/** A run failed. The message begins with the line that reproduces it; the cause says what broke. */
public final class FailedRun extends AssertionError {
  /** The system property that a reproduction takes its seed from. */
  public static final String SEED_PROPERTY = "millrace.seed";

  /** The system property that a reproduction takes its plan from. */
  public static final String PLAN_PROPERTY = "millrace.plan";

  private static final long serialVersionUID = 1L;

  private final long seed;
  private final transient FaultPlan plan;

  FailedRun(long seed, FaultPlan plan, Throwable cause) {
    super(
        String.format(
            ROOT,
            "REPRODUCE -D%s=0x%x '-D%s=%s'%n%s",
            SEED_PROPERTY,
            seed,
            PLAN_PROPERTY,
            plan,
            cause.getMessage()),
        cause);
    this.seed = seed;
    this.plan = plan;
  }

  /** The seed of the run. */
  public long seed() {
    return seed;
  }

  /** Records that the run lost, as far as it told. */
  public long lost() {
    return broken().map(BrokenDelivery::lost).orElse(0L);
  }

  /** Records that the run delivered more than once, as far as it told. */
  public long duplicated() {
    return broken().map(BrokenDelivery::duplicated).orElse(0L);
  }

  private Optional<BrokenDelivery> broken() {
    Throwable cause = this;
    while (cause != null && !(cause instanceof BrokenDelivery)) {
      cause = cause.getCause();
    }
    return Optional.ofNullable((BrokenDelivery) cause);
  }

  /** The shortest plan that was found to fail. */
  public FaultPlan plan() {
    return plan;
  }
}
