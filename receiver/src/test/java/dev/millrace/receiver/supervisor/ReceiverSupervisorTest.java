package dev.millrace.receiver.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.ReceiverLostException.UnacknowledgedBlock;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage;
import dev.millrace.receiver.message.TrackerMessage.AddBlock;
import dev.millrace.receiver.message.TrackerMessage.BlocksSealed;
import dev.millrace.receiver.message.TrackerMessage.DeregisterReceiver;
import dev.millrace.receiver.message.TrackerMessage.RecordsLost;
import dev.millrace.receiver.message.TrackerMessage.RegisterReceiver;
import dev.millrace.receiver.message.TrackerMessage.ReportError;
import dev.millrace.receiver.sim.Settings;
import dev.millrace.receiver.supervisor.SupervisorEffect.Drain;
import dev.millrace.receiver.supervisor.SupervisorEffect.End;
import dev.millrace.receiver.supervisor.SupervisorEffect.Fence;
import dev.millrace.receiver.supervisor.SupervisorEffect.HaltReceiver;
import dev.millrace.receiver.supervisor.SupervisorEffect.Release;
import dev.millrace.receiver.supervisor.SupervisorEffect.Send;
import dev.millrace.receiver.supervisor.SupervisorEffect.StartReceiver;
import dev.millrace.receiver.supervisor.SupervisorEvent.BlockStoreFailed;
import dev.millrace.receiver.supervisor.SupervisorEvent.BlockStored;
import dev.millrace.receiver.supervisor.SupervisorEvent.Drained;
import dev.millrace.receiver.supervisor.SupervisorEvent.HaltReturned;
import dev.millrace.receiver.supervisor.SupervisorEvent.Killed;
import dev.millrace.receiver.supervisor.SupervisorEvent.Launched;
import dev.millrace.receiver.supervisor.SupervisorEvent.RestartAsked;
import dev.millrace.receiver.supervisor.SupervisorEvent.StartReturned;
import dev.millrace.receiver.supervisor.SupervisorEvent.StopAsked;
import dev.millrace.receiver.supervisor.SupervisorEvent.TickSealed;
import dev.millrace.receiver.supervisor.SupervisorEvent.TimePassed;
import dev.millrace.receiver.supervisor.SupervisorEvent.Told;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReceiverSupervisorTest {

  private static final RegisterReceiver REGISTRATION =
      new RegisterReceiver(1, 4, "0", "localhost", "Test-1");

  private final ReceiverSupervisor supervisor =
      new ReceiverSupervisor(REGISTRATION, Settings.defaults(), new Random(1));
  private long now = 1_000_000_000_000L;

  private List<SupervisorEffect> on(SupervisorEvent event) {
    return supervisor.on(event, now);
  }

  private List<SupervisorEffect> told(SupervisorMessage message) {
    return on(new Told(message));
  }

  private List<SupervisorEffect> after(Duration span) {
    now += span.toNanos();
    return on(new TimePassed());
  }

  private void start() {
    on(new Launched());
    told(new SupervisorMessage.Registered());
    on(new StartReturned(1, Optional.empty()));
  }

  private static ReceivedBlockInfo block(long sequence) {
    return new ReceivedBlockInfo(
        new BlockId(1, 4, sequence), 10, 100, List.of("0"), Optional.empty());
  }

  private static <E> List<E> only(List<SupervisorEffect> effects, Class<E> type) {
    return effects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  private static <M> List<M> sent(List<SupervisorEffect> effects, Class<M> type) {
    return only(effects, Send.class).stream()
        .map(Send::message)
        .filter(type::isInstance)
        .map(type::cast)
        .toList();
  }

  /** What the supervisor wants at its next deadline. */
  private List<SupervisorEffect> atDeadline() {
    now = supervisor.deadline().orElseThrow();
    return on(new TimePassed());
  }

  @Test
  void registersBeforeItStarts() {
    assertEquals(List.of(new Send(REGISTRATION)), on(new Launched()));
    assertEquals(
        List.of(new StartReceiver(1, "first start")), told(new SupervisorMessage.Registered()));
    assertEquals(List.of(), told(new SupervisorMessage.Registered()));
  }

  @Test
  void repeatsTheRegistrationUntilItIsAnswered() {
    on(new Launched());
    assertEquals(List.of(), after(Duration.ofMillis(499)));
    for (int i = 0; i < 20; i++) {
      long before = now;
      assertEquals(List.of(new Send(REGISTRATION)), atDeadline());
      assertTrue(now - before <= Duration.ofSeconds(8).toNanos());
    }
    told(new SupervisorMessage.Registered());
    assertTrue(supervisor.deadline().isEmpty());
  }

  @Test
  void endsWhenItIsRefused() {
    on(new Launched());
    assertEquals(
        List.of(new End(Optional.empty())),
        told(new SupervisorMessage.RegistrationRefused("not planned here")));
    assertTrue(supervisor.isEnded());
    assertEquals(List.of(), told(new SupervisorMessage.Registered()));
  }

  @Test
  void ignoresALateRefusalOfARepeatedRegistration() {
    start();
    assertEquals(List.of(), told(new SupervisorMessage.RegistrationRefused("stopping")));
    assertFalse(supervisor.isEnded());
  }

  @Test
  void reportsBlockUntilItIsAcknowledgedAndReleasesItOnce() {
    start();
    List<SupervisorEffect> first = on(new BlockStored(block(0), false));
    assertEquals(List.of(new AddBlock(block(0))), sent(first, AddBlock.class));
    assertEquals(List.of(new AddBlock(block(0))), sent(atDeadline(), AddBlock.class));
    assertEquals(
        List.of(new Release(block(0).id(), 10)),
        told(new SupervisorMessage.BlockAcknowledged(block(0).id())));
    assertEquals(List.of(), told(new SupervisorMessage.BlockAcknowledged(block(0).id())));
    assertTrue(supervisor.deadline().isEmpty());
  }

  @Test
  void restartsAReceiverWhoseStartFails() {
    on(new Launched());
    told(new SupervisorMessage.Registered());
    IllegalStateException cause = new IllegalStateException("no source");
    List<SupervisorEffect> effects = on(new StartReturned(1, Optional.of(cause)));
    assertEquals(1, sent(effects, ReportError.class).size());
    assertTrue(sent(effects, ReportError.class).get(0).detail().contains("no source"));
    assertEquals(List.of(new HaltReceiver(1)), only(effects, HaltReceiver.class));
    assertEquals(List.of(), on(new HaltReturned(1, Optional.empty())));
    List<StartReceiver> again = only(atDeadline(), StartReceiver.class);
    assertEquals(2, again.get(0).attempt());
  }

  @Test
  void waitsAtLeastTheRestartDelayAndLongerEachTimeUpToTheCap() {
    start();
    long previous = 0;
    for (int attempt = 1; attempt <= 10; attempt++) {
      on(new RestartAsked("closed", Optional.empty(), Optional.empty()));
      on(new HaltReturned(attempt, Optional.empty()));
      long wait = supervisor.deadline().orElseThrow() - now;
      assertTrue(wait >= Duration.ofSeconds(2).toNanos(), "attempt " + attempt + ": " + wait);
      assertTrue(wait <= RestartBackoff.CAP.toNanos() * 5 / 4);
      if (attempt <= 4) {
        assertTrue(wait > previous, "attempt " + attempt);
      }
      previous = wait;
      assertEquals(1, only(atDeadline(), StartReceiver.class).size());
      on(new StartReturned(attempt + 1, Optional.empty()));
    }
  }

  @Test
  void waitsTheRestartDelayAgainOnceABlockCameThrough() {
    start();
    for (int attempt = 1; attempt <= 5; attempt++) {
      on(new RestartAsked("closed", Optional.empty(), Optional.empty()));
      on(new HaltReturned(attempt, Optional.empty()));
      atDeadline();
      on(new StartReturned(attempt + 1, Optional.empty()));
    }
    on(new BlockStored(block(0), false));
    told(new SupervisorMessage.BlockAcknowledged(block(0).id()));
    on(new RestartAsked("closed", Optional.empty(), Optional.empty()));
    on(new HaltReturned(6, Optional.empty()));
    long wait = supervisor.deadline().orElseThrow() - now;
    assertTrue(wait <= Duration.ofMillis(2_500).toNanos(), "waits " + wait);
  }

  @Test
  void waitsJustTheDelayThatTheReceiverAskedFor() {
    start();
    on(new RestartAsked("closed", Optional.empty(), Optional.of(Duration.ofMillis(5))));
    on(new HaltReturned(1, Optional.empty()));
    assertEquals(now + 5_000_000, supervisor.deadline().orElseThrow());
  }

  @Test
  void restartsOnceHoweverOftenItIsAsked() {
    start();
    assertEquals(
        1,
        only(on(new RestartAsked("first", Optional.empty(), Optional.empty())), HaltReceiver.class)
            .size());
    List<SupervisorEffect> second =
        on(new RestartAsked("second", Optional.empty(), Optional.empty()));
    assertEquals(1, sent(second, ReportError.class).size());
    assertEquals(0, only(second, HaltReceiver.class).size());
    on(new HaltReturned(1, Optional.empty()));
    on(new HaltReturned(1, Optional.empty()));
    on(new RestartAsked("third", Optional.empty(), Optional.empty()));
    assertEquals(1, only(atDeadline(), StartReceiver.class).size());
  }

  @Test
  void keepsUnacknowledgedBlocksThroughARestart() {
    start();
    on(new BlockStored(block(0), false));
    on(new RestartAsked("closed", Optional.empty(), Optional.empty()));
    on(new HaltReturned(1, Optional.empty()));
    atDeadline();
    assertEquals(
        1,
        only(told(new SupervisorMessage.BlockAcknowledged(block(0).id())), Release.class).size());
  }

  @Test
  void restartsTheReceiverAfterSeveralFailuresToStoreOneBlock() {
    start();
    IllegalStateException cause = new IllegalStateException("disk");
    for (int failures = 1; failures < ReceiverSupervisor.BLOCK_STORE_FAILURES_MAX; failures++) {
      List<SupervisorEffect> effects = on(new BlockStoreFailed(block(0).id(), failures, cause));
      assertEquals(1, sent(effects, ReportError.class).size());
      assertEquals(0, only(effects, HaltReceiver.class).size());
    }
    List<SupervisorEffect> last =
        on(new BlockStoreFailed(block(0).id(), ReceiverSupervisor.BLOCK_STORE_FAILURES_MAX, cause));
    assertEquals(1, only(last, HaltReceiver.class).size());
  }

  @Test
  void stopsInOrderHaltDrainDeregisterEnd() {
    start();
    on(new BlockStored(block(0), false));
    assertEquals(List.of(new HaltReceiver(1)), told(new SupervisorMessage.StopReceiver("stop")));
    assertEquals(List.of(), told(new SupervisorMessage.StopReceiver("stop")));
    assertEquals(List.of(new Drain()), on(new HaltReturned(1, Optional.empty())));
    told(new SupervisorMessage.BlockAcknowledged(block(0).id()));
    DeregisterReceiver deregister = new DeregisterReceiver(1, 4, "stop", "");
    assertEquals(List.of(new Send(deregister)), on(new Drained()));
    assertEquals(List.of(new Send(deregister)), atDeadline());
    assertEquals(List.of(new End(Optional.empty())), told(new SupervisorMessage.Deregistered()));
    assertTrue(supervisor.isEnded());
  }

  @Test
  void endsWithTheErrorThatTheReceiverStoppedWith() {
    start();
    IllegalStateException error = new IllegalStateException("broken");
    on(new StopAsked("cannot go on", Optional.of(error)));
    on(new HaltReturned(1, Optional.empty()));
    List<SupervisorEffect> drained = on(new Drained());
    assertEquals("cannot go on", sent(drained, DeregisterReceiver.class).get(0).message());
    List<End> ends = only(told(new SupervisorMessage.Deregistered()), End.class);
    assertSame(error, ends.get(0).failure().orElseThrow());
  }

  @Test
  void stopsWhileItWaitsForARestart() {
    start();
    on(new RestartAsked("closed", Optional.empty(), Optional.empty()));
    on(new HaltReturned(1, Optional.empty()));
    assertEquals(List.of(new Drain()), told(new SupervisorMessage.StopReceiver("stop")));
    assertEquals(List.of(), after(Duration.ofMinutes(1)), "it does not start again");
  }

  @Test
  void stopsWhileItIsHaltedForARestart() {
    start();
    on(new RestartAsked("closed", Optional.empty(), Optional.empty()));
    assertEquals(List.of(), told(new SupervisorMessage.StopReceiver("stop")));
    assertEquals(List.of(new Drain()), on(new HaltReturned(1, Optional.empty())));
  }

  @Test
  void stopsBeforeItWasRegistered() {
    on(new Launched());
    assertEquals(
        1, sent(told(new SupervisorMessage.StopReceiver("stop")), DeregisterReceiver.class).size());
    assertEquals(
        List.of(),
        told(new SupervisorMessage.Registered()),
        "a late admission does not start what is ending");
    assertEquals(1, only(told(new SupervisorMessage.Deregistered()), End.class).size());
  }

  @Test
  void reportsLossUntilItIsAcknowledgedAndDeregistersOnlyThen() {
    start();
    List<SupervisorEffect> effects = on(new SupervisorEvent.RecordsLost(3, "poison"));
    RecordsLost report = new RecordsLost(1, 4, 0, 3, "poison");
    assertEquals(List.of(new Send(report)), effects);
    told(new SupervisorMessage.StopReceiver("stop"));
    on(new HaltReturned(1, Optional.empty()));
    assertEquals(List.of(), on(new Drained()));
    assertEquals(List.of(report), sent(atDeadline(), TrackerMessage.class));
    assertEquals(
        1, sent(told(new SupervisorMessage.LossAcknowledged(0)), DeregisterReceiver.class).size());
  }

  @Test
  void tellsTheTickThatIsSealed() {
    start();
    assertEquals(
        List.of(new SupervisorEffect.SealBlocks(new Time(5))),
        told(new SupervisorMessage.SealBlocks(new Time(5))));
    assertEquals(
        List.of(new Send(new BlocksSealed(1, 4, new Time(5)))), on(new TickSealed(new Time(5))));
  }

  @Test
  void refusesARateThatIsNotPositiveWithAReport() {
    start();
    assertEquals(
        List.of(new SupervisorEffect.UpdateRate(5)),
        told(new SupervisorMessage.UpdateRateLimit(5)));
    assertEquals(1, sent(told(new SupervisorMessage.UpdateRateLimit(0)), ReportError.class).size());
  }

  @Test
  void namesBlocksWithoutAnswerWhenItIsKilled() {
    start();
    on(new BlockStored(block(0), false));
    on(new BlockStored(block(1), true));
    on(new BlockStored(block(2), false));
    told(new SupervisorMessage.BlockAcknowledged(block(0).id()));
    Fence fence = only(on(new Killed(new IllegalStateException("gone"))), Fence.class).get(0);
    assertEquals(
        List.of(
            new UnacknowledgedBlock(block(1).id(), 10, true),
            new UnacknowledgedBlock(block(2).id(), 10, false)),
        fence.unacknowledged());
    assertTrue(supervisor.isEnded());
    assertTrue(supervisor.deadline().isEmpty());
    assertEquals(List.of(), on(new BlockStored(block(3), false)));
  }

  @Test
  void isFencedWhenABlockIsRefused() {
    start();
    on(new BlockStored(block(0), false));
    List<SupervisorEffect> effects =
        told(new SupervisorMessage.BlockRefused(block(0).id(), "incarnation 4 is over"));
    assertEquals(1, only(effects, Fence.class).size());
    assertTrue(supervisor.isEnded());
  }

  @Test
  void ignoresWhatBelongsToAnEarlierAttempt() {
    start();
    on(new RestartAsked("closed", Optional.empty(), Optional.empty()));
    on(new HaltReturned(1, Optional.empty()));
    atDeadline();
    List<SupervisorEffect> late = new ArrayList<>();
    late.addAll(on(new StartReturned(1, Optional.of(new IllegalStateException("late")))));
    late.addAll(on(new HaltReturned(1, Optional.empty())));
    assertEquals(List.of(), late);
  }
}
