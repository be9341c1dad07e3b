package dev.millrace.testkit.mutant;

import static net.bytebuddy.matcher.ElementMatchers.named;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.StubMethod;

/** Bugs of write-ahead logs, most of which some log really had. */
final class LogMutants {
  private static final String WAL = "dev.millrace.wal.";

  static final List<Mutant> ALL =
      List.of(
          mutant(
              "acknowledges before the sync",
              WAL + "SegmentWriter",
              type -> type.method(named("sync")).intercept(StubMethod.INSTANCE)),
          mutant(
              "takes a failed sync for a good one",
              WAL + "SegmentWriter",
              type -> type.visit(Advice.to(ForgetsFailure.class).on(named("sync")))),
          mutant(
              "leaves a segment's name to the operating system",
              WAL + "SegmentWriter",
              type ->
                  type.visit(
                      MemberSubstitution.relaxed()
                          .method(named("syncDirectory"))
                          .stub()
                          .on(named("create")))),
          mutant(
              "appends behind what a failed write left",
              WAL + "LogWriter",
              type -> type.method(named("poison")).intercept(FixedValue.value("kept"))),
          mutant(
              "drops what the last life left unproven",
              WAL + "LogRecovery$Recovered",
              type -> type.visit(Advice.to(GivesNothing.class).on(named("carried")))),
          mutant(
              "does not look at checksums",
              WAL + "SegmentScanner",
              type -> type.method(named("hasValidChecksum")).intercept(FixedValue.value(true))),
          mutant(
              "truncates records that are needed",
              WAL + "SegmentCatalog",
              type -> type.visit(Advice.to(NeedsLess.class).on(named("oldestUnneeded")))),
          mutant(
              "publishes a snapshot whose bytes are not durable",
              WAL + "SnapshotStore",
              type ->
                  type.visit(
                      MemberSubstitution.relaxed()
                          .method(named("sync"))
                          .stub()
                          .on(named("write")))),
          mutant(
              "never gives a snapshot its name",
              WAL + "SnapshotStore",
              type ->
                  type.visit(
                      MemberSubstitution.relaxed()
                          .method(named("publish"))
                          .stub()
                          .on(named("write")))),
          mutant(
              "numbers records from the start in each life",
              WAL + "LogQueue",
              type -> type.method(named("nextSequence")).intercept(FixedValue.value(1L))));

  private LogMutants() {}

  private static Mutant mutant(
      String bug, String className, UnaryOperator<DynamicType.Builder<?>> patch) {
    return new Mutant(bug, "dev.millrace.testkit.log.LogProbe", className, patch);
  }

  /** Swallows what the method throws. */
  static final class ForgetsFailure {
    private ForgetsFailure() {}

    @Advice.OnMethodExit(onThrowable = IOException.class)
    static void exit(@Advice.Thrown(readOnly = false) Throwable thrown) {
      thrown = null;
    }
  }

  /** Returns an empty list. */
  static final class GivesNothing {
    private GivesNothing() {}

    @Advice.OnMethodExit
    static void exit(
        @Advice.Return(readOnly = false) @SuppressWarnings("UnusedVariable") List<?> returned) {
      returned = List.of();
    }
  }

  /** Takes three records more for unneeded. */
  static final class NeedsLess {
    private NeedsLess() {}

    @Advice.OnMethodEnter
    static void enter(@Advice.Argument(value = 0, readOnly = false) long oldestNeeded) {
      oldestNeeded = oldestNeeded + 3;
    }
  }
}
