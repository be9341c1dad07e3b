package dev.millrace.testkit.mutant;

import static net.bytebuddy.matcher.ElementMatchers.named;

import dev.millrace.testkit.actor.ActorSubstitutes;
import java.util.List;
import java.util.function.Consumer;
import net.bytebuddy.asm.Advice;

/** Bugs that only the shells can have. */
final class ActorMutants {
  static final List<Mutant> ALL =
      List.of(
          mutant("the tracker's actor answers before the report is durable", AnswersAtOnce.class),
          mutant("a mailbox hands out messages in the wrong order", Swaps.class),
          mutant("a mailbox hands out each message twice", HandlesTwice.class));

  private ActorMutants() {}

  private static Mutant mutant(String bug, Class<?> advice) {
    return new Mutant(
        bug,
        "dev.millrace.testkit.driver.ActorProbe",
        "dev.millrace.scheduler.actor.DriverActors",
        type -> type.visit(Advice.to(advice).on(named("spawn"))));
  }

  /** Answers too early. */
  static final class AnswersAtOnce {
    private AnswersAtOnce() {}

    @Advice.OnMethodEnter
    @SuppressWarnings("UnusedVariable")
    static void enter(@Advice.Argument(value = 1, readOnly = false) Consumer<Object> handler) {
      handler = ActorSubstitutes.answeringAtOnce(handler);
    }
  }

  /** Changes the order. */
  static final class Swaps {
    private Swaps() {}

    @Advice.OnMethodEnter
    @SuppressWarnings("UnusedVariable")
    static void enter(@Advice.Argument(value = 1, readOnly = false) Consumer<Object> handler) {
      handler = ActorSubstitutes.swapping(handler);
    }
  }

  /** Handles once too often. */
  static final class HandlesTwice {
    private HandlesTwice() {}

    @Advice.OnMethodEnter
    @SuppressWarnings("UnusedVariable")
    static void enter(@Advice.Argument(value = 1, readOnly = false) Consumer<Object> handler) {
      handler = ActorSubstitutes.twice(handler);
    }
  }
}
