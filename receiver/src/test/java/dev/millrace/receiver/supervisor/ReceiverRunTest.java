package dev.millrace.receiver.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.RecordEncodingException;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.BlockGenerator;
import dev.millrace.receiver.BlockGeneratorListener;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.BlockStoreException;
import dev.millrace.receiver.ReceiverLostException;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage.AddBlock;
import dev.millrace.receiver.message.TrackerMessage.BlocksSealed;
import dev.millrace.receiver.message.TrackerMessage.DeregisterReceiver;
import dev.millrace.receiver.message.TrackerMessage.ReportError;
import dev.millrace.receiver.sim.Settings;
import dev.millrace.receiver.sim.SimLaunch;
import dev.millrace.receiver.sim.SimWorld;
import dev.millrace.receiver.sim.TestReceiver;
import dev.millrace.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReceiverRunTest {

  private static final Time TICK = new Time(1_000);

  private final SimWorld world = new SimWorld();
  private final TestReceiver<Object> receiver = new TestReceiver<>();
  private SimLaunch<Object> launch = new SimLaunch<>(world, receiver, Settings.defaults());

  private void launch(TestReceiver<Object> other, ReceiverSettings settings) {
    launch = new SimLaunch<>(world, other, settings);
    launch.launch();
  }

  private void failPuts(int times) {
    int[] left = {times};
    launch.executor.beforePut =
        (key, value) -> {
          if (left[0]-- > 0) {
            throw new UncheckedIOException(new IOException("disk trouble"));
          }
        };
  }

  private static List<Object> numbers(int count) {
    return IntStream.range(0, count).<Object>mapToObj(Integer::valueOf).toList();
  }

  private <E extends Throwable> E endedWith(Class<E> type) {
    assertEquals(1, launch.ends.size());
    return assertInstanceOf(type, launch.ends.get(0).orElseThrow());
  }

  // The life of a receiver

  @Test
  void goesThroughItsLifeCycle() {
    launch.launch();
    assertEquals(List.of("onStart started=true stopped=false"), receiver.calls);
    assertEquals(3, receiver.streamId());
    receiver.restart("again", new IOException("x"), 100);
    world.settle();
    assertEquals("onStop started=false stopped=true", receiver.calls.get(1));
    world.run(Duration.ofMillis(99));
    assertEquals(2, receiver.calls.size());
    world.run(Duration.ofMillis(1));
    assertEquals("onStart started=true stopped=false", receiver.calls.get(2));
    launch.tracker.tell(new SupervisorMessage.StopReceiver("done"));
    world.settle();
    assertEquals("onStop started=false stopped=true", receiver.calls.get(3));
    assertEquals(4, receiver.calls.size());
    assertEquals(1, launch.ends.size());
    assertTrue(launch.ends.get(0).isEmpty());
    assertEquals(1, launch.tracker.heard(DeregisterReceiver.class).size());
  }

  @Test
  void restartsReceiverWhoseStartThrowsAndReportsTheCause() {
    receiver.onStart =
        () -> {
          if (receiver.calls.size() == 1) {
            throw new OutOfMemoryError("a test's");
          }
        };
    launch.launch();
    world.run(Duration.ofSeconds(4));
    assertEquals(3, receiver.calls.size());
    ReportError report = launch.tracker.heard(ReportError.class).get(0);
    assertTrue(report.detail().contains("OutOfMemoryError"), report.detail());
    assertEquals(1, launch.counters.restarts.size());
    assertEquals(1, launch.counters.errors.size());
  }

  @Test
  void restartsReceiverWhoseThreadDies() {
    launch.launch();
    launch.run.onUncaught(new OutOfMemoryError("a test's"));
    world.run(Duration.ofSeconds(4));
    assertEquals(3, receiver.calls.size());
    assertTrue(launch.tracker.heard(ReportError.class).get(0).detail().contains("OutOfMemory"));
  }

  @Test
  void leavesAnIdleReceiverAlone() {
    launch.launch();
    world.run(Duration.ofHours(1));
    assertEquals(1, receiver.calls.size());
    assertEquals(List.of(), launch.counters.errors);
  }

  @Test
  void saysWhatToDoWhenTheProgramsOwnInstanceIsUsed() {
    IllegalStateException refusal =
        assertThrows(IllegalStateException.class, () -> new TestReceiver<String>().store("a"));
    assertTrue(refusal.getMessage().contains("onStart"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains(TestReceiver.class.getName()));
  }

  @Test
  void refusesToBeAttachedTwice() {
    launch.launch();
    assertThrows(IllegalStateException.class, () -> receiver.attach(null));
  }

  // store(item)

  @Test
  void storesRecordsInBlocksWithinTheBlockInterval() {
    launch.launch();
    receiver.store("a");
    receiver.store("b");
    world.run(Settings.BLOCK_INTERVAL.minusNanos(1));
    assertTrue(launch.tracker.blocks.isEmpty());
    world.run(Duration.ofNanos(1));
    assertEquals(List.of("a", "b"), launch.records());
  }

  @Test
  void sealsAtTheTickAndAnswersWhenAllIsAcknowledged() {
    launch.launch();
    launch.tracker.acknowledges = false;
    receiver.store("a");
    launch.tracker.tell(new SupervisorMessage.SealBlocks(TICK));
    world.settle();
    assertEquals(1, launch.tracker.heard(AddBlock.class).size());
    assertEquals(0, launch.tracker.heard(BlocksSealed.class).size());
    launch.tracker.acknowledges = true;
    world.run(Duration.ofSeconds(1));
    assertEquals(TICK, launch.tracker.heard(BlocksSealed.class).get(0).tick());
  }

  @Test
  void keepsBufferedRecordsThroughARestart() {
    launch.launch();
    receiver.store("before");
    receiver.restart("again");
    world.run(Duration.ofSeconds(4));
    receiver.store("after");
    world.run(Duration.ofSeconds(1));
    assertEquals(List.of("before", "after"), launch.records());
  }

  @Test
  void retriesFailedBlockUnderTheSameIdAndGoesOn() {
    launch.launch();
    failPuts(3);
    receiver.store("a");
    world.run(Duration.ofMillis(250));
    receiver.store("b");
    world.run(Duration.ofSeconds(3));
    assertEquals(List.of("a", "b"), launch.records());
    assertEquals(3, launch.counters.storeFailures);
    assertEquals(3, launch.tracker.heard(ReportError.class).size());
    assertEquals(
        List.of(new BlockId(3, 7, 0), new BlockId(3, 7, 1)),
        List.copyOf(launch.tracker.blocks.keySet()));
    assertEquals(1, receiver.calls.size(), "so few failures do not restart the receiver");
  }

  @Test
  void restartsReceiverAfterManyFailuresAndKeepsTheBlock() {
    launch.launch();
    failPuts(ReceiverSupervisor.BLOCK_STORE_FAILURES_MAX);
    receiver.store("a");
    world.run(Duration.ofSeconds(10));
    assertEquals(3, receiver.calls.size());
    assertEquals(List.of("a"), launch.records());
  }

  @Test
  void holdsTheSourceBackWhileBlocksCannotBeStored() {
    launch(receiver, Settings.queueOf(2));
    launch.tracker.acknowledges = false;
    Runnable unused = world.after(Duration.ofSeconds(60), () -> launch.tracker.acknowledges = true);
    long before = world.nanos();
    for (int i = 0; i < 1_000; i++) {
      receiver.store(i);
      world.run(Duration.ofMillis(1));
    }
    assertTrue(world.nanos() - before >= Duration.ofSeconds(60).toNanos());
    assertTrue(launch.counters.heldBack > 0);
    world.run(Duration.ofSeconds(10));
    assertEquals(numbers(1_000), launch.records());
  }

  @Test
  void dropsAndReportsRecordsThatCannotBeEncodedWhenObjectsMustSpill() {
    TestReceiver<Object> objects = new TestReceiver<>(StorageLevel.MEMORY_AND_DISK());
    launch(objects, Settings.defaults());
    launch.executor.beforePut =
        (key, value) -> {
          if (((BlockValue.Objects) value).records().stream().anyMatch(Thread.class::isInstance)) {
            throw new RecordEncodingException("record of class java.lang.Thread", null);
          }
        };
    objects.store("a");
    objects.store(new Thread("not started"));
    objects.store("b");
    world.run(Duration.ofSeconds(1));
    assertEquals(List.of("a", "b"), launch.records());
    assertEquals(1, launch.tracker.recordsLost);
    assertEquals(1, launch.counters.lost);
    objects.store(new Thread("not started"));
    objects.store("c");
    world.run(Duration.ofSeconds(1));
    assertEquals(List.of("a", "b", "c"), launch.records());
    assertEquals(2, launch.tracker.recordsLost);
  }

  // store(list), store(iterator), store(bytes)

  @Test
  void returnsFromListStoreOnlyWhenTheDriverHasAcknowledged() {
    launch.launch();
    launch.tracker.acknowledges = false;
    Runnable unused = world.after(Duration.ofSeconds(5), () -> launch.tracker.acknowledges = true);
    long before = world.nanos();
    receiver.store(numbers(10));
    assertTrue(world.nanos() - before >= Duration.ofSeconds(5).toNanos());
    assertEquals(numbers(10), launch.records());
    assertEquals(10, launch.counters.acknowledgedRecords);
  }

  @Test
  void makesNoBlockOfAnEmptyList() {
    launch.launch();
    receiver.store(List.of());
    receiver.store(ByteBuffer.allocate(0));
    assertTrue(launch.tracker.blocks.isEmpty());
  }

  @Test
  void leavesNothingBehindWhenAnIteratorThrows() {
    launch.launch();
    Iterator<Object> failing =
        new Iterator<>() {
          private int next;

          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Object next() {
            if (next == 5) {
              throw new IllegalStateException("source broke");
            }
            return next++;
          }
        };
    assertThrows(IllegalStateException.class, () -> receiver.store(failing));
    world.run(Duration.ofSeconds(5));
    assertTrue(launch.tracker.heard(AddBlock.class).isEmpty());
    assertTrue(launch.executor.stored.isEmpty());
  }

  @Test
  void namesTheRecordThatCannotBeEncodedAndStoresNothing() {
    launch.launch();
    List<Object> records = List.of("a", "b", new Thread("not started"), "c");
    RecordEncodingException poison =
        assertThrows(RecordEncodingException.class, () -> receiver.store(records));
    assertTrue(poison.getMessage().contains("record 2"), poison.getMessage());
    assertTrue(poison.getMessage().contains("java.lang.Thread"), poison.getMessage());
    world.settle();
    assertTrue(launch.executor.stored.isEmpty());
    assertEquals(1, launch.counters.poison);
  }

  @Test
  void throwsAndUndoesWhenABlockCannotBeStored() {
    launch.launch();
    failPuts(1);
    BlockStoreException failure =
        assertThrows(BlockStoreException.class, () -> receiver.store(numbers(3)));
    assertTrue(failure.getMessage().contains("disk trouble"), failure.getMessage());
    world.run(Duration.ofMinutes(1));
    assertTrue(launch.tracker.heard(AddBlock.class).isEmpty());
    receiver.store(numbers(3));
    assertEquals(numbers(3), launch.records());
  }

  @Test
  void cutsLargeListsIntoBlocksThatAreReportedTogether() {
    launch(receiver, Settings.blocksOf(1_000));
    List<Integer> reportedAtPut = new ArrayList<>();
    launch.executor.beforePut =
        (key, value) -> reportedAtPut.add(launch.tracker.heard(AddBlock.class).size());
    receiver.store(numbers(2_000));
    assertTrue(reportedAtPut.size() > 2);
    assertTrue(reportedAtPut.stream().allMatch(count -> count == 0), reportedAtPut.toString());
    assertEquals(numbers(2_000), launch.records());
  }

  @Test
  void undoesAllBlocksOfAListWhenTheLastCannotBeStored() {
    launch(receiver, Settings.blocksOf(1_000));
    int[] puts = new int[1];
    launch.executor.beforePut =
        (key, value) -> {
          if (++puts[0] == 3) {
            throw new UncheckedIOException(new IOException("disk trouble"));
          }
        };
    assertThrows(BlockStoreException.class, () -> receiver.store(numbers(2_000)));
    world.settle();
    assertTrue(launch.executor.stored.isEmpty());
    assertTrue(launch.tracker.heard(AddBlock.class).isEmpty());
  }

  @Test
  void holdsTheRateLimitForListsToo() {
    launch(receiver, Settings.rateOf(100));
    long before = world.nanos();
    receiver.store(numbers(500));
    receiver.store(numbers(500));
    receiver.store("one more");
    assertEquals(10, secondsSince(before), 0.05, "1,000 records at 100/s");
  }

  /** A form of store, given records. */
  private enum StoreForm {
    ITEM,
    LIST,
    ITERATOR,
    BYTES
  }

  private void store(StoreForm form, List<Object> records) {
    switch (form) {
      case ITEM -> records.forEach(receiver::store);
      case LIST -> receiver.store(records);
      case ITERATOR -> receiver.store(records.iterator());
      case BYTES -> receiver.store(bytesOf(records));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theRateLimitHoldsForAllStoreForms(StoreForm form) {
    launch(receiver, Settings.rateOf(100));
    long before = world.nanos();
    for (int i = 0; i < 10; i++) {
      store(form, numbers(50));
    }
    receiver.store("one more");
    assertEquals(5, secondsSince(before), 0.05, "500 records at 100/s");
    launch.tracker.tell(new SupervisorMessage.UpdateRateLimit(10));
    world.settle();
    before = world.nanos();
    store(form, numbers(50));
    receiver.store("one more");
    assertEquals(5, secondsSince(before), 0.15, "50 records at 10/s");
  }

  @ParameterizedTest
  @EnumSource
  void noStoreFormExceedsTheInitialRate(StoreForm form) {
    launch(
        receiver,
        ReceiverSettings.from(
            new MillraceConf()
                .set("millrace.streaming.backpressure.initialRate", "20")
                .set("millrace.streaming.receiver.maxRate", "1000")));
    long before = world.nanos();
    store(form, numbers(100));
    receiver.store("one more");
    assertEquals(5, secondsSince(before), 0.05, "100 records at 20/s");
  }

  @Test
  void keepsItsRateWhenItRestarts() {
    launch(receiver, Settings.rateOf(1_000));
    launch.tracker.tell(new SupervisorMessage.UpdateRateLimit(10));
    world.settle();
    receiver.restart("on purpose");
    world.run(Duration.ofSeconds(10));
    long before = world.nanos();
    for (int i = 0; i < 21; i++) {
      receiver.store(i);
    }
    assertEquals(2, secondsSince(before), 0.05);
  }

  @Test
  void countsTheRecordsOfEncodedBytes() {
    launch.launch();
    receiver.store(bytesOf(numbers(7)));
    assertEquals(numbers(7), launch.records());
    assertEquals(7, launch.tracker.records());
  }

  @Test
  void copiesEncodedBytesSoThatTheCallerMayUseItsBufferAgain() {
    launch.launch();
    ByteBuffer bytes = bytesOf(numbers(7));
    int position = bytes.position();
    receiver.store(bytes);
    assertEquals(position, bytes.position());
    for (int i = 0; i < bytes.limit(); i++) {
      bytes.put(i, (byte) 0);
    }
    assertEquals(numbers(7), launch.records());
  }

  @Test
  void refusesBytesThatTheCodecDidNotWrite() {
    launch.launch();
    ByteBuffer nonsense = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5});
    assertThrows(IllegalArgumentException.class, () -> receiver.store(nonsense));
    ByteBuffer large = ByteBuffer.allocateDirect(ReceiverSettings.BLOCK_BYTES_MAX + 1);
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> receiver.store(large));
    assertTrue(refusal.getMessage().contains(Integer.toString(large.capacity())));
    assertTrue(launch.executor.stored.isEmpty());
  }

  private ByteBuffer bytesOf(List<Object> records) {
    var encoder = receiver.codec(List.of()).newEncoder();
    records.forEach(encoder::add);
    ByteBuffer bytes = encoder.finish();
    return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
  }

  // Generators of the receiver's own

  @Test
  void tellsTheReceiverWhatIsSafe() {
    List<String> told = new ArrayList<>();
    launch.launch();
    BlockGenerator<Object> generator = receiver.createBlockGenerator(telling(told));
    assertEquals(BlockGenerator.State.ACTIVE, generator.state());
    launch.tracker.acknowledges = false;
    generator.addDataWithCallback("a", "offset 1");
    generator.addMultipleDataWithCallback(List.<Object>of("b", "c").iterator(), "offsets 2-3");
    generator.addData("d");
    world.run(Duration.ofMillis(300));
    assertEquals(List.of("add offset 1", "add offsets 2-3", "generate input-3-7-0"), told);
    launch.tracker.acknowledges = true;
    world.run(Duration.ofSeconds(1));
    assertEquals("push input-3-7-0", told.get(3));
    assertEquals(List.of("a", "b", "c", "d"), launch.records());
  }

  @Test
  void tellsTheReceiverOfPushErrorsAndGoesOn() {
    List<String> told = new ArrayList<>();
    launch.launch();
    BlockGenerator<Object> generator = receiver.createBlockGenerator(telling(told));
    failPuts(1);
    generator.addData("a");
    world.run(Duration.ofSeconds(1));
    assertEquals(3, told.size());
    assertTrue(told.get(1).startsWith("error "), told.toString());
    assertEquals("push input-3-7-0", told.get(2));
  }

  @Test
  void addsNothingOfSeveralRecordsIfOneCannotBeEncoded() {
    launch.launch();
    BlockGenerator<Object> generator = receiver.createBlockGenerator(telling(new ArrayList<>()));
    List<Object> records = List.of("a", new Thread("not started"));
    RecordEncodingException poison =
        assertThrows(
            RecordEncodingException.class,
            () -> generator.addMultipleDataWithCallback(records.iterator(), "m"));
    assertTrue(poison.getMessage().contains("record 1"), poison.getMessage());
    world.run(Duration.ofSeconds(1));
    assertTrue(launch.tracker.blocks.isEmpty());
  }

  private static BlockGeneratorListener<Object> telling(List<String> told) {
    return new BlockGeneratorListener<>() {
      @Override
      public void onAddData(List<Object> records, Object metadata) {
        told.add("add " + metadata);
      }

      @Override
      public void onGenerateBlock(BlockId id) {
        told.add("generate " + id);
      }

      @Override
      public void onPushBlock(BlockId id) {
        told.add("push " + id);
      }

      @Override
      public void onError(String message, Throwable error) {
        told.add("error " + message);
      }
    };
  }

  // Stopping

  @Test
  void processesAllAcceptedRecordsWhenItIsStopped() {
    launch.launch();
    BlockGenerator<Object> generator = receiver.createBlockGenerator(telling(new ArrayList<>()));
    receiver.store("a");
    generator.addData("b");
    failPuts(2);
    launch.tracker.tell(new SupervisorMessage.StopReceiver("done"));
    world.run(Duration.ofSeconds(10));
    assertEquals(List.of("a", "b"), launch.records());
    assertEquals(1, launch.ends.size());
    assertEquals(BlockGenerator.State.STOPPED_ALL, generator.state());
    assertThrows(IllegalStateException.class, () -> receiver.store("late"));
    assertEquals(1, launch.counters.rejected);
  }

  @Test
  void letsAStoreThatBeganBeforeTheStopFinish() {
    launch.launch();
    launch.tracker.acknowledges = false;
    world.execute(() -> launch.tracker.tell(new SupervisorMessage.StopReceiver("done")));
    Runnable unused = world.after(Duration.ofSeconds(5), () -> launch.tracker.acknowledges = true);
    receiver.store(numbers(3));
    assertEquals(0, launch.ends.size());
    world.settle();
    assertEquals(1, launch.ends.size());
    assertEquals(numbers(3), launch.records());
  }

  @Test
  void refusesRecordsThatWereHeldBackWhenItIsStopped() {
    launch(receiver, Settings.rateOf(1));
    receiver.store("a");
    launch.tracker.tell(new SupervisorMessage.StopReceiver("done"));
    assertThrows(IllegalStateException.class, () -> receiver.store("b"));
    world.run(Duration.ofSeconds(5));
    assertEquals(List.of("a"), launch.records());
    assertEquals(1, launch.counters.rejected);
    assertEquals(1, launch.ends.size());
  }

  @Test
  void doesNotWaitForTheRateLimitWhenItIsStopped() {
    launch(receiver, Settings.rateOf(0.01));
    receiver.store("a");
    long before = world.nanos();
    Runnable unused =
        world.after(
            Duration.ofSeconds(1),
            () -> launch.tracker.tell(new SupervisorMessage.StopReceiver("done")));
    receiver.store(numbers(1)); // began before the stop
    assertEquals(1, secondsSince(before), 0.1);
    world.run(Duration.ofSeconds(1));
    assertEquals(1, launch.ends.size());
  }

  @Test
  void endsWhenTheReceiverStopsItself() {
    launch.launch();
    IllegalStateException error = new IllegalStateException("no more");
    receiver.store("a");
    receiver.stop("finished", error);
    world.run(Duration.ofSeconds(1));
    assertSame(error, endedWith(IllegalStateException.class));
    assertEquals(List.of("a"), launch.records());
  }

  // Being killed

  @Test
  void countsExactlyWhatIsLostWhenTheExecutorIs() {
    launch.launch();
    receiver.store("safe");
    world.run(Duration.ofSeconds(1));
    launch.tracker.acknowledges = false;
    receiver.store("reported");
    world.run(Duration.ofSeconds(1));
    receiver.store("open 1");
    receiver.store("open 2");
    launch.executor.lose();
    launch.run.kill(new IllegalStateException("killed"));
    assertThrows(IllegalStateException.class, () -> receiver.store("late"));
    assertThrows(IllegalStateException.class, () -> receiver.store(numbers(2)));
    world.settle();
    ReceiverLostException lost = endedWith(ReceiverLostException.class);
    assertEquals(2, lost.openRecords());
    assertEquals(
        List.of(new ReceiverLostException.UnacknowledgedBlock(new BlockId(3, 7, 1), 1, false)),
        lost.unacknowledged());
    assertEquals(2, launch.counters.lost);
    assertTrue(receiver.isStopped());
  }

  @Test
  void failsACallThatWaitsWhenTheExecutorIsLost() {
    launch.launch();
    launch.tracker.acknowledges = false;
    Runnable unused =
        world.after(
            Duration.ofSeconds(5), () -> launch.run.kill(new IllegalStateException("killed")));
    assertThrows(IllegalStateException.class, () -> receiver.store(numbers(3)));
    ReceiverLostException lost = endedWith(ReceiverLostException.class);
    assertEquals(0, lost.openRecords());
    assertTrue(lost.unacknowledged().get(0).callerWaits());
    assertEquals(0, launch.counters.lost, "the caller was told, so its records are not lost");
  }

  @Test
  void showsNothingOutsideOnceItIsKilled() {
    launch.launch();
    receiver.store("a");
    launch.tracker.tell(new SupervisorMessage.SealBlocks(TICK));
    launch.run.kill(new IllegalStateException("killed"));
    int heard = launch.tracker.heard.size();
    world.run(Duration.ofMinutes(5));
    assertEquals(heard, launch.tracker.heard.size());
    assertEquals(1, launch.ends.size());
  }

  @Test
  void removesCopiesOfBlocksThatWereNeverReported() {
    launch.launch();
    launch.executor.beforePut =
        (key, value) -> launch.run.kill(new IllegalStateException("killed while it stores"));
    receiver.store("a");
    world.run(Duration.ofSeconds(1));
    assertEquals(1, endedWith(ReceiverLostException.class).openRecords());
    assertTrue(launch.executor.stored.isEmpty());
  }

  @Test
  void triesNoBlockAgainOnceItHasEnded() {
    launch.launch();
    failPuts(Integer.MAX_VALUE);
    receiver.store("a");
    world.runUntil(() -> launch.counters.storeFailures == 1);
    launch.run.kill(new IllegalStateException("killed between two attempts"));
    int puts = launch.executor.puts;
    world.run(Duration.ofMinutes(1));
    assertEquals(puts, launch.executor.puts);
    assertEquals(1, endedWith(ReceiverLostException.class).openRecords());
  }

  @Test
  void countsNoAttemptThatEndsAfterItHasEnded() {
    for (boolean fails : new boolean[] {false, true}) {
      TestReceiver<Object> other = new TestReceiver<>();
      launch(other, Settings.defaults());
      failPuts(fails ? Integer.MAX_VALUE : 0);
      world.threadDelay = () -> Duration.ofSeconds(1);
      other.store("a");
      world.run(Duration.ofMillis(1_500)); // the put is on its way
      launch.run.kill(new IllegalStateException("killed while it stores"));
      world.run(Duration.ofMinutes(1));
      assertEquals(1, launch.executor.puts);
      assertEquals(0, launch.counters.stored);
      assertEquals(0, launch.counters.storeFailures);
      assertEquals(1, launch.counters.lost);
      assertTrue(launch.executor.stored.isEmpty());
    }
  }

  @Test
  void isFencedWhenTheDriverRefusesABlock() {
    launch.launch();
    launch.tracker.closed = true;
    receiver.store("a");
    world.run(Duration.ofSeconds(1));
    ReceiverLostException lost = endedWith(ReceiverLostException.class);
    assertEquals(1, lost.unacknowledged().size());
    assertEquals(1, launch.executor.stored.size(), "the driver may know of the block after all");
    assertThrows(IllegalStateException.class, () -> receiver.store("b"));
    assertFalse(receiver.isStarted());
  }

  @Test
  void followsTheRateThatTheDriverSets() {
    launch(receiver, Settings.rateOf(1_000));
    launch.tracker.tell(new SupervisorMessage.UpdateRateLimit(10));
    world.settle();
    long before = world.nanos();
    for (int i = 0; i < 21; i++) {
      receiver.store(i);
    }
    assertEquals(2, secondsSince(before), 0.05);
  }

  private double secondsSince(long before) {
    return (world.nanos() - before) / 1e9;
  }
}
