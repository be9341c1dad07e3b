package dev.millrace.scheduler.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceiverLostException;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.core.FakeReceivers.FakeReceiver;
import dev.millrace.scheduler.listener.ReceiverInfo;
import dev.millrace.scheduler.listener.StreamingListenerReceiverError;
import dev.millrace.scheduler.listener.StreamingListenerReceiverStarted;
import dev.millrace.scheduler.listener.StreamingListenerReceiverStopped;
import dev.millrace.scheduler.listener.StreamingListenerRecordsLost;
import dev.millrace.scheduler.tracker.TrackerCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReceiverTrackingTest {

  private final DriverWorld world = new DriverWorld();

  @Test
  void placesReceiversOnTheirPreferredHosts() {
    world.specs =
        List.of(
            new ReceiverSpec(0, "a", Optional.of("host-1")),
            new ReceiverSpec(1, "b", Optional.of("host-0")));
    world.start();
    assertEquals("1", world.receivers.latest(0).executorId);
    assertEquals("0", world.receivers.latest(1).executorId);
  }

  @Test
  void admitsAReceiverAndTellsOfIt() {
    world.start();
    assertEquals(1, world.receiver().received(SupervisorMessage.Registered.class).size());
    ReceiverInfo info = world.events(StreamingListenerReceiverStarted.class).get(0).receiverInfo();
    assertEquals(0, info.streamId());
    assertEquals("receiver-0", info.name());
    assertTrue(info.active());
    assertEquals("0", info.executorId());
    assertEquals(-1, info.lastErrorTime());
  }

  @Test
  void answersARepeatedRegistrationWithoutTellingAgain() {
    world.start();
    world.receiver().register();
    world.loop.settle();
    assertEquals(2, world.receiver().received(SupervisorMessage.Registered.class).size());
    assertEquals(1, world.events(StreamingListenerReceiverStarted.class).size());
  }

  @Test
  void refusesARegistrationFromAnUnplannedExecutorAndPlacesTheReceiverAgain() {
    world.receivers.obedient = false;
    world.start();
    FakeReceiver stray = world.receiver();
    stray.registerOn("1");
    world.loop.settle();
    assertEquals(1, stray.received(SupervisorMessage.RegistrationRefused.class).size());
    stray.end();
    world.receivers.obedient = true;
    world.run(Duration.ofSeconds(1));
    assertEquals(2, world.receivers.launched.size());
    assertNotEquals(stray.incarnation, world.receiver().incarnation);
    assertEquals(1, world.receiver().received(SupervisorMessage.Registered.class).size());
  }

  @Test
  void refusesAStaleIncarnationAndItsBlocks() {
    world.start();
    FakeReceiver zombie = world.receiver();
    zombie.fail(new IllegalStateException("executor lost"));
    world.run(Duration.ofSeconds(1));
    zombie.register();
    BlockId block = zombie.add(5);
    world.run(Duration.ofSeconds(2));
    assertEquals(1, zombie.received(SupervisorMessage.RegistrationRefused.class).size());
    assertEquals(1, zombie.received(SupervisorMessage.BlockRefused.class).size());
    assertFalse(zombie.isAcknowledged(block));
    assertTrue(world.planner.processed.stream().allMatch(batch -> batch.blocks().isEmpty()));
  }

  @Test
  void refusesAStreamThatHasNoReceiver() {
    world.start();
    world.receiver().report(new TrackerMessage.RegisterReceiver(9, 1, "0", "host-0", "nobody"));
    world.loop.settle();
    assertEquals(1, world.receiver().received(SupervisorMessage.RegistrationRefused.class).size());
  }

  @Test
  void placesAReceiverAgainWithANewIncarnationWheneverItsJobEnds() {
    world.start();
    FakeReceiver first = world.receiver();
    first.end();
    world.run(Duration.ofSeconds(1));
    FakeReceiver second = world.receiver();
    assertTrue(second.incarnation > first.incarnation);
    second.fail(new IllegalStateException("it broke"));
    world.run(Duration.ofSeconds(1));
    assertTrue(world.receiver().incarnation > second.incarnation);
    assertEquals(2, world.events(StreamingListenerReceiverStopped.class).size());
    assertEquals(
        "it broke",
        world
            .events(StreamingListenerReceiverStopped.class)
            .get(1)
            .receiverInfo()
            .lastErrorMessage());
  }

  @Test
  void backsOffWhenJobsEndAtOnce() {
    world.receivers.obedient = false;
    world.start();
    for (int i = 0; i < 10_000; i++) {
      world.receivers.launched.forEach(FakeReceiver::end);
      world.run(Duration.ofMillis(10));
    }
    int launches = world.receivers.launched.size();
    assertTrue(launches > 10 && launches < 25, () -> launches + " launches in 100 s");
  }

  @Test
  void placesAgainAtOnceAfterALongLife() {
    world.start();
    world.run(Duration.ofMinutes(1));
    world.receiver().end();
    world.run(Duration.ofMillis(5));
    assertEquals(2, world.receivers.launched.size());
  }

  @Test
  void waitsForAnExecutorWhenThereIsNone() {
    List<?> none = world.receivers.executors;
    none.clear();
    world.start();
    world.run(Duration.ofSeconds(5));
    assertEquals(List.of(), world.receivers.launched);
    world.receivers.executors.add(new ExecutorInfo("7", "host-7"));
    world.run(Duration.ofSeconds(10));
    assertEquals("7", world.receiver().executorId);
  }

  @Test
  void movesToAnotherExecutorWhenItsOwnIsGone() {
    world.start();
    FakeReceiver first = world.receiver();
    world.receivers.executors.removeIf(e -> e.executorId().equals(first.executorId));
    first.fail(new IllegalStateException("executor 0 is lost"));
    world.run(Duration.ofSeconds(1));
    assertEquals("1", world.receiver().executorId);
  }

  @Test
  void movesOnWhileItsLaunchesFailAndStaysWhereOneSucceeded() {
    world.receivers.executors.add(new ExecutorInfo("2", "host-2"));
    world.specs = List.of(new ReceiverSpec(0, "a", Optional.of("host-0")));
    world.receivers.obedient = false;
    world.start();
    List<String> tried = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      tried.add(world.receiver().executorId);
      world.receiver().fail(new IllegalStateException("no log"));
      world.run(Duration.ofSeconds(1));
    }
    assertEquals(List.of("0", "1", "2", "0"), tried);

    assertEquals("1", world.receiver().executorId);
    world.receiver().register();
    world.loop.settle();
    world.receiver().fail(new IllegalStateException("it broke"));
    world.run(Duration.ofSeconds(5));
    assertEquals("1", world.receiver().executorId, "a failure after the start is its own");
  }

  @Test
  void acknowledgesARepeatedBlockAgainAndAllocatesItOnce() {
    world.start();
    BlockId block = world.receiver().add(5);
    world.runBatch();
    world.receiver().report(block, 5, Optional.empty());
    world.runBatch();
    assertEquals(2, world.receiver().received(SupervisorMessage.BlockAcknowledged.class).size());
    assertEquals(5, world.planner.processed.get(0).blocksOf(0).get(0).recordCount());
    assertTrue(world.planner.processed.get(1).blocks().isEmpty());
  }

  @Test
  void countsExactlyWhatALostReceiverTookWithIt() {
    world.start();
    FakeReceiver receiver = world.receiver();
    BlockId known = receiver.add(100);
    world.run(Duration.ofMillis(20));
    long life = receiver.incarnation;
    receiver.fail(
        new ReceiverLostException(
            "executor 0 is lost",
            null,
            7,
            List.of(
                new ReceiverLostException.UnacknowledgedBlock(known, 100, false),
                new ReceiverLostException.UnacknowledgedBlock(new BlockId(0, life, 1), 20, false),
                new ReceiverLostException.UnacknowledgedBlock(new BlockId(0, life, 2), 3, true))));
    receiver.report(new BlockId(0, life, 1), 20, Optional.empty());
    world.runBatch();
    assertEquals(
        List.of(27L),
        world.events(StreamingListenerRecordsLost.class).stream()
            .map(StreamingListenerRecordsLost::recordCount)
            .toList());
    assertEquals(List.of(known), DriverCoreTest.ids(world.planner.processed.get(0)));
    assertEquals(Map.of(0, 27L), world.state.blocks().recordsLost());
    assertTrue(
        world.removed.containsAll(List.of(new BlockId(0, life, 1), new BlockId(0, life, 2))),
        "copies of blocks that are in no batch go");
  }

  @Test
  void countsAReportedLossOnceHoweverOftenItIsReported() {
    world.start();
    for (int i = 0; i < 3; i++) {
      world
          .receiver()
          .report(
              new TrackerMessage.RecordsLost(
                  0, world.receiver().incarnation, 0, 12, "poison record"));
      world.run(Duration.ofMillis(10));
    }
    assertEquals(3, world.receiver().received(SupervisorMessage.LossAcknowledged.class).size());
    assertEquals(1, world.events(StreamingListenerRecordsLost.class).size());
    assertEquals(Map.of(0, 12L), world.state.blocks().recordsLost());
  }

  @Test
  void tellsOfErrorsOfTheRunningReceiverOnly() {
    world.start();
    long life = world.receiver().incarnation;
    world.receiver().report(new TrackerMessage.ReportError(0, life, "refused", "at line 1"));
    world.receiver().report(new TrackerMessage.ReportError(0, life + 1, "ghost", ""));
    world.loop.settle();
    List<StreamingListenerReceiverError> errors =
        world.events(StreamingListenerReceiverError.class);
    assertEquals(1, errors.size());
    assertEquals("refused", errors.get(0).receiverInfo().lastErrorMessage());
    assertEquals("at line 1", errors.get(0).receiverInfo().lastError());
    assertEquals(world.loop.millis(), errors.get(0).receiverInfo().lastErrorTime());
  }

  @Test
  void tellsOfAReceiverThatCannotBeLaunched() {
    world.receivers.obedient = false;
    world.start();
    world.receiver().fail(new IllegalStateException("no log"));
    world.loop.settle();
    List<StreamingListenerReceiverError> errors =
        world.events(StreamingListenerReceiverError.class);
    assertEquals(
        List.of("no log"), errors.stream().map(e -> e.receiverInfo().lastErrorMessage()).toList());
  }

  @Test
  void tellsOfAReceiverThatNoExecutorCanRun() {
    world.start();
    world.receivers.executors.clear();
    world.receiver().end();
    world.run(Duration.ofSeconds(1));
    StreamingListenerReceiverError error =
        world.events(StreamingListenerReceiverError.class).get(0);
    assertEquals("no executor is alive to run it", error.receiverInfo().lastErrorMessage());
  }

  @Test
  void sendsARateLimitToTheReceiverAndToItsNextLife() {
    world.start();
    world.core.on(new TrackerCommand.UpdateReceiverRateLimit(0, 100));
    assertEquals(
        List.of(new SupervisorMessage.UpdateRateLimit(100)),
        world.receiver().received(SupervisorMessage.UpdateRateLimit.class));
    world.receiver().end();
    world.run(Duration.ofSeconds(1));
    assertEquals(
        List.of(new SupervisorMessage.UpdateRateLimit(100)),
        world.receiver().received(SupervisorMessage.UpdateRateLimit.class));
  }

  @Test
  void refusesARateLimitThatIsNotPositive() {
    assertThrows(
        IllegalArgumentException.class, () -> new TrackerCommand.UpdateReceiverRateLimit(0, 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TrackerCommand.UpdateReceiverRateLimit(0, Double.NaN));
  }

  @Test
  void restartsAReceiverOnRequest() {
    world.start();
    FakeReceiver first = world.receiver();
    world.core.on(new TrackerCommand.RestartReceiver(0));
    world.run(Duration.ofSeconds(1));
    assertEquals(1, first.received(SupervisorMessage.StopReceiver.class).size());
    assertNotEquals(first.incarnation, world.receiver().incarnation);
    assertThrows(
        IllegalArgumentException.class, () -> world.core.on(new TrackerCommand.RestartReceiver(5)));
  }

  @Test
  void namesItsReceiversAndTheirState() {
    world.specs =
        List.of(
            new ReceiverSpec(3, "c", Optional.empty()), new ReceiverSpec(1, "a", Optional.empty()));
    world.start();
    List<Integer> ids = new ArrayList<>();
    world.core.on(new TrackerCommand.AllReceiverIds(ids::addAll));
    assertEquals(List.of(1, 3), ids);
    List<ReceiverInfo> infos = new ArrayList<>();
    world.core.on(new TrackerCommand.GetAllReceiverInfo(infos::addAll));
    assertEquals(List.of("a", "c"), infos.stream().map(ReceiverInfo::name).toList());
    assertTrue(infos.stream().allMatch(ReceiverInfo::active));
  }

  @Test
  void stopsReceiversAndPlacesNoneAgain() {
    world.start();
    FakeReceiver receiver = world.receiver();
    boolean[] ended = {false};
    world.core.on(new TrackerCommand.StopAllReceivers(() -> ended[0] = true));
    world.run(Duration.ofSeconds(30));
    assertTrue(ended[0]);
    assertEquals(1, receiver.received(SupervisorMessage.StopReceiver.class).size());
    assertEquals(1, receiver.received(SupervisorMessage.Deregistered.class).size());
    assertEquals(1, world.receivers.launched.size());
    assertEquals(1, world.events(StreamingListenerReceiverStopped.class).size());
  }

  @Test
  void refusesAReceiverThatRegistersWhileStopping() {
    world.receivers.obedient = false;
    world.start();
    boolean[] ended = {false};
    world.core.on(new TrackerCommand.StopAllReceivers(() -> ended[0] = true));
    world.receiver().register();
    world.run(Duration.ofMillis(10));
    assertEquals(1, world.receiver().received(SupervisorMessage.RegistrationRefused.class).size());
    assertFalse(ended[0]);
    world.receiver().end();
    world.run(Duration.ofMillis(10));
    assertTrue(ended[0]);
  }

  @Test
  void waitsForReceiversToSealAndTakesWhatTheySealed() {
    world.receivers.obedient = false;
    world.start();
    FakeReceiver receiver = world.receiver();
    receiver.register();
    world.run(Duration.ofMillis(710));
    SupervisorMessage.SealBlocks seal =
        receiver.received(SupervisorMessage.SealBlocks.class).get(0);
    assertEquals(DriverWorld.tick(0), seal.tick());
    BlockId block = receiver.add(5);
    world.run(Duration.ofMillis(5));
    receiver.report(new TrackerMessage.BlocksSealed(0, receiver.incarnation, seal.tick()));
    world.run(Duration.ofMillis(20));
    assertEquals(List.of(block), DriverCoreTest.ids(world.planner.processed.get(0)));
  }

  @Test
  void waitsForASealNoLongerThanFiftyMilliseconds() {
    world.receivers.obedient = false;
    world.start();
    world.receiver().register();
    world.run(Duration.ofMillis(690 + 49));
    assertEquals(List.of(), world.planner.planned);
    world.run(Duration.ofMillis(5));
    assertEquals(1, world.planner.planned.size());
  }

  @Test
  void waitsForNoSealWhenNoReceiverIsActive() {
    world.specs = List.of();
    world.start();
    world.run(Duration.ofMillis(690 + 2));
    assertEquals(1, world.planner.planned.size());
  }

  @Test
  void waitsForNoSealOfAReceiverThatEndsMeanwhile() {
    world.receivers.obedient = false;
    world.start();
    world.receiver().register();
    world.run(Duration.ofMillis(690 + 2));
    world.receiver().end();
    world.run(Duration.ofMillis(2));
    assertEquals(1, world.planner.planned.size());
  }

  @Test
  void ignoresASealForAnotherTickOrFromAnotherLife() {
    world.receivers.obedient = false;
    world.start();
    FakeReceiver receiver = world.receiver();
    receiver.register();
    world.run(Duration.ofMillis(690 + 2));
    receiver.report(new TrackerMessage.BlocksSealed(0, receiver.incarnation, DriverWorld.tick(-1)));
    receiver.report(
        new TrackerMessage.BlocksSealed(0, receiver.incarnation + 1, DriverWorld.tick(0)));
    world.run(Duration.ofMillis(10));
    assertEquals(List.of(), world.planner.planned);
  }

  @Test
  void tellsReceiversWhichPartOfTheDataLogNothingNeeds() {
    world.start();
    world.receiver().addLogged(1, 10);
    world.receiver().addLogged(1, 11);
    world.runBatch();
    world.receiver().addLogged(1, 12);
    world.runBatch();
    assertEquals(
        List.of(11L + 1, 12L + 1),
        world.receiver().received(SupervisorMessage.CleanupOldBlocks.class).stream()
            .map(message -> message.oldestNeeded().get(FakeReceivers.LOG_ID))
            .toList());
  }

  @Test
  void saysWithEachCleanUpWhichBlocksItHadHeardOf() {
    world.start();
    FakeReceiver first = world.receiver();
    BlockId heard = first.addLogged(1, 11);
    BlockId late = new BlockId(0, first.incarnation, heard.sequence() + 1);
    world.runBatch();
    assertTrue(lastCleanUp(first).heard().settles(heard));
    assertFalse(lastCleanUp(first).heard().settles(late));
    first.report(late, 1, Optional.of(FakeReceivers.position(12)));
    world.runBatch();
    assertTrue(lastCleanUp(first).heard().settles(late));
    first.fail(new IllegalStateException("its executor is lost"));
    world.run(Duration.ofSeconds(1));
    FakeReceiver second = world.receiver();
    assertNotEquals(first.incarnation, second.incarnation);
    BlockId unheard = new BlockId(0, second.incarnation, 1);
    second.addLogged(1, 13);
    world.runBatch();
    BlockId never = new BlockId(0, first.incarnation, 99);
    assertTrue(lastCleanUp(second).heard().settles(never), "the driver would refuse it");
    assertFalse(lastCleanUp(second).heard().settles(unheard));
    assertTrue(lastCleanUp(second).number() > lastCleanUp(first).number());
  }

  private static SupervisorMessage.CleanupOldBlocks lastCleanUp(FakeReceiver receiver) {
    List<SupervisorMessage.CleanupOldBlocks> all =
        receiver.received(SupervisorMessage.CleanupOldBlocks.class);
    return all.get(all.size() - 1);
  }

  @Test
  void refusesTwoReceiversForOneStream() {
    world.specs =
        List.of(
            new ReceiverSpec(0, "a", Optional.empty()), new ReceiverSpec(0, "b", Optional.empty()));
    assertThrows(IllegalArgumentException.class, world::start);
  }
}
