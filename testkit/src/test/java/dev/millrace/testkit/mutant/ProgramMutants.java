package dev.millrace.testkit.mutant;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.util.List;
import java.util.function.UnaryOperator;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.StubMethod;

/** Bugs of stream graphs and socket receivers. */
final class ProgramMutants {
  static final List<Mutant> ALL =
      List.of(
          mutant(
              "removes the blocks of batches that windows look back at",
              "dev.millrace.streaming.graph.Schedule",
              type -> type.method(named("oldestNeeded")).intercept(FixedValue.argument(0))),
          mutant(
              "leaves lines waiting although there is room",
              "dev.millrace.receiver.socket.SocketTextReceiver$Lines",
              type -> type.method(named("resume")).intercept(StubMethod.INSTANCE)),
          mutant(
              "begins a line with the one before",
              "dev.millrace.receiver.socket.LineDecoder",
              type -> type.method(named("dropCarry")).intercept(StubMethod.INSTANCE)));

  private ProgramMutants() {}

  private static Mutant mutant(
      String bug, String className, UnaryOperator<DynamicType.Builder<?>> patch) {
    return new Mutant(bug, "dev.millrace.testkit.program.WordCountProbe", className, patch);
  }
}
