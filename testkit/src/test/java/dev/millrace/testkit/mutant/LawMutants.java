package dev.millrace.testkit.mutant;

import static net.bytebuddy.matcher.ElementMatchers.isStatic;
import static net.bytebuddy.matcher.ElementMatchers.named;

import dev.millrace.scheduler.batch.BatchLedger;
import dev.millrace.scheduler.log.DriverEvent;
import dev.millrace.scheduler.log.DriverEvent.BatchAllocated;
import dev.millrace.scheduler.log.DriverJournal;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.AsmVisitorWrapper;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.StubMethod;

/** Bugs that each break one law of the books. */
final class LawMutants {
  private static final String RECEIVER = "dev.millrace.receiver.";
  private static final String SCHEDULER = "dev.millrace.scheduler.";
  private static final String RECEIVED = "received = rejected + buffered + lost + stored";
  private static final String NOTHING_TRUNCATED = "nothing that is needed is truncated";

  /** A bug and the law that it breaks. */
  record LawMutant(Mutant mutant, String law) {
    @Override
    public String toString() {
      return mutant.bug();
    }
  }

  static final List<LawMutant> ALL =
      List.of(
          breaking(
              RECEIVED,
              "does not count what it rejects",
              RECEIVER + "supervisor.GeneratorFace",
              type -> type.visit(without("onRecordsRejected", "untilAccepted"))),
          breaking(
              RECEIVED,
              "does not count what is acknowledged",
              RECEIVER + "block.SealedQueue",
              type -> type.visit(Advice.to(CountsNothing.class).on(named("recount")))),
          breaking(
              RECEIVED,
              "loses a record that it has taken",
              RECEIVER + "block.Generator",
              type -> type.visit(Advice.to(LosesOne.class).on(named("add")))),
          breaking(
              "what receivers lose is counted",
              "does not count what is lost with an executor",
              RECEIVER + "supervisor.ReceiverRun$Effects",
              type -> type.visit(without("onRecordsLost", "fence"))),
          breaking(
              "only what is stored is reported",
              "reports a block before it is stored",
              RECEIVER + "supervisor.BlockWriter",
              type -> type.visit(without("onBlockStored", "onStored"))),
          breaking(
              "only what is durable is acknowledged",
              "acknowledges a block before it is in the log",
              SCHEDULER + "log.DriverJournal",
              type -> type.visit(Advice.to(ShowsBlockAtOnce.class).on(named("commit")))),
          breaking(
              "stored = unallocated + allocated",
              "does not count the blocks of batches",
              SCHEDULER + "tracker.ReceivedBlockTracker",
              type -> type.method(named("countBatched")).intercept(StubMethod.INSTANCE)),
          breaking(
              "unallocated blocks are those added",
              "leaves allocated blocks in the queue",
              SCHEDULER + "tracker.UnallocatedBlocks",
              type ->
                  type.visit(
                      MemberSubstitution.relaxed()
                          .method(named("remove"))
                          .replaceWith(Substitutes.method(Map.class, "get"))
                          .on(named("take")))),
          breaking(
              "allocated = pending + processed + ignored",
              "forgets that a batch was completed",
              SCHEDULER + "batch.BatchLedger",
              type -> type.visit(without("add", "onBatchCompleted"))),
          breaking(
              "each block is in exactly one batch",
              "takes a block that is reported again for a new one",
              SCHEDULER + "tracker.ReceivedBlockTracker",
              type ->
                  type.visit(
                      Advice.to(DriverMutants.TakesKnownForNew.class).on(named("wouldAdd")))),
          breaking(
              "batches are dense and in order",
              "leaves out numbers of batches",
              SCHEDULER + "tracker.ReceivedBlockTracker",
              type ->
                  type.visit(Advice.to(SkipsNumbers.class).on(named("nextAllocation")))
                      .method(named("check"))
                      .intercept(StubMethod.INSTANCE)),
          breaking(
              "nothing that is needed is cleaned",
              "cleans batches that have not ended",
              SCHEDULER + "batch.BatchLedger",
              type ->
                  type.visit(Advice.to(TakesAllForSettled.class).on(named("settledBefore")))
                      .method(named("check"))
                      .intercept(StubMethod.INSTANCE)),
          breaking(
              NOTHING_TRUNCATED,
              "truncates data logs that are needed",
              SCHEDULER + "tracker.DataLogNeeds",
              type ->
                  type.visit(Advice.to(DriverMutants.NeedsLess.class).on(named("oldestNeeded")))),
          breaking(
              NOTHING_TRUNCATED,
              "removes blocks before it is durable that nothing needs them",
              SCHEDULER + "batch.JobGenerator",
              type ->
                  type.visit(
                      MemberSubstitution.relaxed()
                          .method(named("afterDurable"))
                          .replaceWith(Substitutes.named("atOnce"))
                          .on(named("cleanUp")))),
          breaking(
              "what is lost is told",
              "does not tell of lost records",
              SCHEDULER + "tracker.ReceiverTracker",
              type -> type.method(named("showLoss")).intercept(StubMethod.INSTANCE)),
          breaking(
              "a receiver that has ended is told of as stopped",
              "does not tell that a receiver has stopped",
              SCHEDULER + "tracker.ReceiverTracker",
              type -> type.visit(without("accept", "showStopped"))),
          breaking(
              "a fault that matters is reported",
              "keeps silent when a log cannot be written",
              "dev.millrace.wal.WriteAheadLog",
              type -> type.visit(without("onSegmentPoisoned", "onFailure"))),
          breaking(
              "the ledger equals the replay of its log",
              "logs something else than it decides",
              SCHEDULER + "log.DriverJournal",
              type ->
                  type.visit(
                      MemberSubstitution.relaxed()
                          .method(named("encode").and(isStatic()))
                          .replaceWith(Substitutes.named("encodedWrongly"))
                          .on(named("commit")))),
          breaking(
              "what is durable is recovered",
              "drops what the last life left unproven",
              "dev.millrace.wal.LogRecovery$Recovered",
              type -> type.visit(Advice.to(LogMutants.GivesNothing.class).on(named("carried")))));

  private LawMutants() {}

  private static LawMutant breaking(
      String law, String bug, String className, UnaryOperator<DynamicType.Builder<?>> patch) {
    return new LawMutant(
        new Mutant(bug, "dev.millrace.testkit.driver.DriverProbe", className, patch), law);
  }

  /** Leaves all calls of one method out of another. */
  private static AsmVisitorWrapper without(String call, String from) {
    return MemberSubstitution.relaxed().method(named(call)).stub().on(named(from));
  }

  /** Returns 0. */
  static final class CountsNothing {
    private CountsNothing() {}

    @Advice.OnMethodExit
    @SuppressWarnings("UnusedVariable")
    static void exit(@Advice.Return(readOnly = false) long count) {
      count = 0;
    }
  }

  /** Says that a record was added when it was not, if its text has a certain length. */
  static final class LosesOne {
    private LosesOne() {}

    @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
    static boolean enter(@Advice.Argument(0) Object record) {
      return record.toString().endsWith("7");
    }

    @Advice.OnMethodExit
    @SuppressWarnings("UnusedVariable")
    static void exit(@Advice.Enter boolean lost, @Advice.Return(readOnly = false) boolean added) {
      added = lost || added;
    }
  }

  /** Does at once what was to be done when a block is durable in the ledger. */
  static final class ShowsBlockAtOnce {
    private ShowsBlockAtOnce() {}

    @Advice.OnMethodEnter
    @SuppressWarnings("UnusedVariable")
    static void enter(
        @Advice.Argument(0) DriverEvent event,
        @Advice.Argument(value = 1, readOnly = false) Runnable whenDurable,
        @Advice.FieldValue("ports") DriverJournal.Ports ports) {
      if (event instanceof DriverEvent.BlockAdded) {
        ports.driver().execute(whenDurable);
        whenDurable = Substitutes.nothing();
      }
    }
  }

  /** Doubles the batch's number. */
  static final class SkipsNumbers {
    private SkipsNumbers() {}

    @Advice.OnMethodExit
    @SuppressWarnings("UnusedVariable")
    static void exit(@Advice.Return(readOnly = false) BatchAllocated event) {
      event = new BatchAllocated(2 * event.number(), event.time(), event.blocks());
    }
  }

  /** Returns all batches. */
  static final class TakesAllForSettled {
    private TakesAllForSettled() {}

    @Advice.OnMethodExit
    @SuppressWarnings("UnusedVariable")
    static void exit(
        @Advice.This BatchLedger ledger, @Advice.Return(readOnly = false) List<Long> settled) {
      settled = ledger.retained();
    }
  }
}
