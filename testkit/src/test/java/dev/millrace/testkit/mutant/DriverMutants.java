package dev.millrace.testkit.mutant;

import static net.bytebuddy.matcher.ElementMatchers.named;

import dev.millrace.receiver.BlockId;
import dev.millrace.scheduler.log.DriverEvent;
import dev.millrace.scheduler.log.DriverJournal;
import dev.millrace.scheduler.tracker.ReceivedBlockTracker.Addition;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.asm.MemberSubstitution;
import net.bytebuddy.dynamic.DynamicType;
import net.bytebuddy.implementation.StubMethod;

/** Bugs of drivers and receivers. */
final class DriverMutants {
  private static final String TRACKER = "dev.millrace.scheduler.tracker.";

  static final List<Mutant> ALL =
      List.of(
          mutant(
              "acknowledges blocks before the sync",
              "dev.millrace.wal.SegmentWriter",
              type -> type.method(named("sync")).intercept(StubMethod.INSTANCE)),
          mutant(
              "submits a batch before its allocation is durable",
              "dev.millrace.scheduler.log.DriverJournal",
              type -> type.visit(Advice.to(ShowsAllocationAtOnce.class).on(named("commit")))),
          mutant(
              "clears the whole queue at recovery",
              TRACKER + "ReceivedBlockTracker",
              type -> type.visit(Advice.to(ClearsQueue.class).on(named("onDriverStarted")))),
          mutant(
              "takes block ids from a clock",
              "dev.millrace.receiver.block.SealedQueue",
              type -> type.visit(Advice.to(CoarseId.class).on(named("nextId")))),
          mutant(
              "takes a block that is reported again for a new one",
              TRACKER + "ReceivedBlockTracker",
              type -> type.visit(Advice.to(TakesKnownForNew.class).on(named("wouldAdd")))),
          mutant(
              "leaves allocated blocks in the queue",
              TRACKER + "UnallocatedBlocks",
              type ->
                  type.visit(
                      MemberSubstitution.relaxed()
                          .method(named("remove"))
                          .replaceWith(Substitutes.method(Map.class, "get"))
                          .on(named("take")))),
          mutant(
              "truncates data logs that are needed",
              TRACKER + "DataLogNeeds",
              type -> type.visit(Advice.to(NeedsLess.class).on(named("oldestNeeded")))),
          mutant(
              "never sends a report again",
              "dev.millrace.receiver.supervisor.Outbox",
              type -> type.visit(Advice.to(FindsNothing.class).on(named("due")))),
          mutant(
              "leaves waiting blocks out of snapshots",
              TRACKER + "ReceivedBlockTracker",
              type ->
                  type.visit(
                      MemberSubstitution.relaxed()
                          .method(named("unallocatedBlocks"))
                          .replaceWith(Substitutes.named("none"))
                          .on(named("encode")))),
          mutant(
              "forgets batches that had not ended",
              "dev.millrace.scheduler.batch.BatchLedger",
              type -> type.visit(Advice.to(FindsNothing.class).on(named("awaiting")))));

  private DriverMutants() {}

  private static Mutant mutant(
      String bug, String className, UnaryOperator<DynamicType.Builder<?>> patch) {
    return new Mutant(bug, "dev.millrace.testkit.driver.DriverProbe", className, patch);
  }

  /** Does at once what was to be done when an allocation is durable. */
  static final class ShowsAllocationAtOnce {
    private ShowsAllocationAtOnce() {}

    @Advice.OnMethodEnter
    @SuppressWarnings("UnusedVariable")
    static void enter(
        @Advice.Argument(0) DriverEvent event,
        @Advice.Argument(value = 1, readOnly = false) Runnable whenDurable,
        @Advice.FieldValue("ports") DriverJournal.Ports ports) {
      if (event instanceof DriverEvent.BatchAllocated) {
        ports.driver().execute(whenDurable);
        whenDurable = Substitutes.nothing();
      }
    }
  }

  /** Empties the queue of blocks that wait. */
  static final class ClearsQueue {
    private ClearsQueue() {}

    @Advice.OnMethodExit
    static void exit(@Advice.FieldValue("unallocated") Object unallocated) {
      Substitutes.clear(unallocated);
    }
  }

  /** Gives the same number to blocks that follow each other closely. */
  static final class CoarseId {
    private CoarseId() {}

    @Advice.OnMethodExit
    @SuppressWarnings("UnusedVariable")
    static void exit(@Advice.Return(readOnly = false) BlockId id) {
      id = new BlockId(id.streamId(), id.incarnation(), id.sequence() / 3);
    }
  }

  /** Says that what is known is new. */
  static final class TakesKnownForNew {
    private TakesKnownForNew() {}

    @Advice.OnMethodExit
    @SuppressWarnings("UnusedVariable")
    static void exit(@Advice.Return(readOnly = false) Addition addition) {
      if (addition == Addition.KNOWN) {
        addition = Addition.NEW;
      }
    }
  }

  /** Takes three records more for unneeded. */
  static final class NeedsLess {
    private NeedsLess() {}

    @Advice.OnMethodExit
    @SuppressWarnings("UnusedVariable")
    static void exit(@Advice.Return(readOnly = false) Map<UUID, Long> oldestNeeded) {
      oldestNeeded = Substitutes.later(oldestNeeded);
    }
  }

  /** Returns an empty list. */
  static final class FindsNothing {
    private FindsNothing() {}

    @Advice.OnMethodExit
    @SuppressWarnings("UnusedVariable")
    static void exit(@Advice.Return(readOnly = false) List<?> found) {
      found = List.of();
    }
  }
}
