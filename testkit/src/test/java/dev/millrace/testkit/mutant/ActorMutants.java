package dev.millrace.testkit.mutant;

import static net.bytebuddy.matcher.ElementMatchers.nameStartsWith;
import static net.bytebuddy.matcher.ElementMatchers.named;

import dev.millrace.testkit.actor.ActorSubstitutes;
import java.util.List;
import java.util.concurrent.Executor;
import net.bytebuddy.asm.Advice;

/** Bugs that only the shells can have. */
final class ActorMutants {
  private static final String DRIVER_ACTORS = "dev.millrace.scheduler.actor.DriverActors";

  static final List<Mutant> ALL =
      List.of(
          new Mutant(
              "the tracker's actor answers before the report is durable",
              DRIVER_ACTORS,
              type ->
                  type.visit(
                      Advice.to(AnswersAtOnce.class).on(nameStartsWith("lambda$startTracker")))),
          new Mutant(
              "the generator's mailbox hands out the latest task first",
              DRIVER_ACTORS,
              type -> type.visit(Advice.to(LatestFirst.class).on(named("driver")))),
          new Mutant(
              "a mailbox hands out its tasks twice",
              DRIVER_ACTORS,
              type ->
                  type.visit(Advice.to(HandlesTwice.class).on(nameStartsWith("lambda$spawn")))));

  private ActorMutants() {}

  /** Answers a report, and handles it afterwards. */
  static final class AnswersAtOnce {
    private AnswersAtOnce() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(1) Object message) {
      ActorSubstitutes.acknowledge(message);
    }
  }

  /** Changes the order of tasks. */
  static final class LatestFirst {
    private LatestFirst() {}

    @Advice.OnMethodExit
    @SuppressWarnings("UnusedVariable")
    static void exit(@Advice.Return(readOnly = false) Executor driver) {
      driver = ActorSubstitutes.latestFirst(driver);
    }
  }

  /** Handles tasks once more. */
  static final class HandlesTwice {
    private HandlesTwice() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(1) Object message) {
      ActorSubstitutes.handleToo(message);
    }
  }
}
