package dev.millrace.receiver.block;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.RecordEncodingException;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.codec.LineCodec;
import dev.millrace.receiver.BlockGenerator.State;
import dev.millrace.receiver.BlockGeneratorListener;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.receiver.sim.Counters;
import dev.millrace.receiver.sim.Settings;
import dev.millrace.time.Time;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlockIntakeTest {

  private static final long MILLI = 1_000_000L;
  private static final long INTERVAL = 200 * MILLI;
  private static final Time TICK = new Time(1_000);

  private final Counters counters = new Counters();
  private final List<String> told = new ArrayList<>();
  private final List<Time> sealedTicks = new ArrayList<>();
  private int drained;
  private int room;
  private long timer = -1;
  private final List<RuntimeException> listenerFailures = new ArrayList<>();

  private final IntakeListener listener =
      new IntakeListener() {
        @Override
        public void onBlockWaiting() {}

        @Override
        public void onTickSealed(Time tick) {
          sealedTicks.add(tick);
        }

        @Override
        public void onDrained() {
          drained++;
        }

        @Override
        public void onSealTimer(long delayNanos) {
          timer = delayNanos;
        }

        @Override
        public void onRoom() {
          room++;
        }

        @Override
        public void onListenerFailure(RuntimeException failure) {
          listenerFailures.add(failure);
        }
      };

  private BlockIntake<String> intake = intake(Settings.defaults());
  private Generator<String> generator;

  private BlockIntake<String> intake(ReceiverSettings settings) {
    BlockIntake<String> made =
        new BlockIntake<>(
            3, 7, new LineCodec(), StorageLevel.MEMORY_ONLY_SER(), settings, counters, listener, 0);
    generator = made.newGenerator(new Told());
    made.start();
    intake = made;
    return made;
  }

  /** Notes every call. */
  private final class Told implements BlockGeneratorListener<String> {
    @Override
    public void onAddData(List<String> records, Object metadata) {
      told.add("add " + records + " " + metadata);
    }

    @Override
    public void onGenerateBlock(BlockId id) {
      told.add("generate " + id.sequence());
    }

    @Override
    public void onPushBlock(BlockId id) {
      told.add("push " + id.sequence());
    }

    @Override
    public void onError(String message, Throwable error) {
      told.add("error " + message);
    }
  }

  private void accept(String record, long now) {
    assertEquals(BlockIntake.ACCEPTED, intake.offer(generator, record, now));
  }

  private static List<String> lines(SealedBlock block) {
    List<String> lines = new ArrayList<>();
    Iterator<String> all = new LineCodec().decode(((BlockValue.Bytes) block.value()).bytes());
    all.forEachRemaining(lines::add);
    return lines;
  }

  private SealedBlock next() {
    return intake.poll().orElseThrow().block();
  }

  @Test
  void sealsBlockWhenItsFirstRecordIsOneIntervalOld() {
    accept("a", 50 * MILLI);
    assertEquals(INTERVAL, timer);
    accept("b", 100 * MILLI);
    intake.sealDue(50 * MILLI + INTERVAL - 1);
    assertTrue(intake.poll().isEmpty());
    assertEquals(1, timer);
    intake.sealDue(50 * MILLI + INTERVAL);
    assertEquals(List.of("a", "b"), lines(next()));
  }

  @Test
  void makesNoBlockOfNothing() {
    intake.sealDue(INTERVAL);
    intake.sealTick(TICK, INTERVAL);
    assertTrue(intake.poll().isEmpty());
    assertEquals(List.of(TICK), sealedTicks);
  }

  @Test
  void sealsAtTheTickThatTheRecordsJustBeforeItJoinTheBatch() {
    accept("a", 0);
    intake.sealTick(TICK, 1);
    SealedBlock block = next();
    assertEquals(List.of("a"), lines(block));
    assertTrue(sealedTicks.isEmpty());
    intake.release(block.id(), 2);
    assertEquals(List.of(TICK), sealedTicks);
  }

  @Test
  void answersTickOnlyWhenAllEarlierBlocksAreReleased() {
    accept("a", 0);
    intake.sealDue(INTERVAL);
    accept("b", INTERVAL);
    intake.sealTick(TICK, INTERVAL);
    accept("c", INTERVAL);
    intake.sealDue(3 * INTERVAL);
    SealedBlock a = next();
    SealedBlock b = next();
    intake.release(b.id(), 0);
    assertTrue(sealedTicks.isEmpty());
    intake.release(a.id(), 0);
    assertEquals(List.of(TICK), sealedTicks); // c came after the tick
  }

  @Test
  void answersTickWhoseBlockHadToWaitForRoom() {
    intake(Settings.queueOf(1));
    accept("a", 0);
    intake.sealDue(INTERVAL);
    accept("b", INTERVAL);
    intake.sealTick(TICK, INTERVAL);
    SealedBlock a = next();
    assertTrue(intake.poll().isEmpty());
    intake.release(a.id(), INTERVAL);
    assertTrue(sealedTicks.isEmpty());
    intake.release(next().id(), INTERVAL);
    assertEquals(List.of(TICK), sealedTicks);
  }

  @Test
  void sealsAtTheSizeBound() {
    intake(Settings.blocksOf(10));
    accept("0123", 0);
    assertTrue(intake.poll().isEmpty());
    accept("4567", 0);
    assertEquals(List.of("0123", "4567"), lines(next()));
  }

  @Test
  void numbersBlocksDenselyWhateverTheClockDoes() {
    long[] times = {0, 0, -3_600_000 * MILLI, 3_600_000 * MILLI, 5};
    for (int i = 0; i < times.length; i++) {
      accept("r", times[i]);
      intake.sealTick(TICK, times[i]);
      assertEquals(new BlockId(3, 7, i), next().id());
      intake.release(new BlockId(3, 7, i), 0);
    }
  }

  @Test
  void makesOneLargerBlockWhenTheTimerIsLate() {
    for (int i = 0; i < 100; i++) {
      accept("r" + i, i * MILLI);
    }
    intake.sealDue(10_000 * MILLI); // the process stood still for ten seconds
    assertEquals(100, next().recordCount());
    accept("after", 10_000 * MILLI);
    intake.sealDue(10_000 * MILLI + INTERVAL);
    assertEquals(new BlockId(3, 7, 1), next().id());
  }

  @Test
  void holdsSourceBackWhenTheQueueIsFullAndNeverGrows() {
    intake(Settings.queueOf(2));
    accept("a", 0);
    intake.sealTick(TICK, 0);
    accept("b", 0);
    intake.sealTick(TICK, 0);
    accept("c", 0);
    accept("d", INTERVAL - 1);
    assertEquals(BlockIntake.HELD_BACK, intake.offer(generator, "e", INTERVAL));
    assertEquals(BlockIntake.HELD_BACK, intake.offer(generator, "e", 100 * INTERVAL));
    assertEquals(1, counters.heldBack);
    assertEquals(0, room);
    intake.release(next().id(), 100 * INTERVAL);
    assertEquals(1, room);
    accept("e", 100 * INTERVAL);
    next();
    assertEquals(List.of("c", "d"), lines(next()));
  }

  @Test
  void holdsSourceBackWhileTooManyBytesAreNotStored() {
    intake(Settings.blocksOf(10));
    byte[] line = "012345678\n".getBytes(UTF_8);
    List<SealedBlock> blocks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      assertEquals(BlockIntake.ACCEPTED, intake.offerLines(generator, line, 0, line.length, 1, 0));
      blocks.add(next());
    }
    accept("small", 0);
    assertEquals(BlockIntake.HELD_BACK, intake.offer(generator, "late", INTERVAL));
    intake.stored(blocks.get(0).id(), INTERVAL);
    accept("late", INTERVAL);
    intake.release(blocks.get(1).id(), INTERVAL); // a block that went without being stored
    assertEquals(BlockIntake.ACCEPTED, intake.offerLines(generator, line, 0, line.length, 1, 0));
    assertEquals(BlockIntake.ACCEPTED, intake.offerLines(generator, line, 0, line.length, 1, 0));
  }

  @Test
  void respectsTheRateLimitForRecordsLinesAndBlocks() {
    intake(Settings.rateOf(10));
    accept("a", 0);
    assertEquals(100 * MILLI, intake.offer(generator, "b", 0));
    assertEquals(0, intake.admissible(5, 99 * MILLI));
    assertEquals(1, intake.admissible(5, 100 * MILLI));
    assertEquals(BlockIntake.ACCEPTED, intake.admitBlock(50, 100 * MILLI));
    assertEquals(5_000 * MILLI, intake.admitBlock(1, 100 * MILLI));
    assertEquals(5_000 * MILLI, intake.offer(generator, "b", 100 * MILLI));
    intake.updateRate(1_000_000, 100 * MILLI);
    assertEquals(
        5_000 * MILLI, intake.waitNanos(100 * MILLI), "the limit of the settings is the maximum");
  }

  @Test
  void refusesAndCountsRecordsBeforeTheStart() {
    BlockIntake<String> fresh =
        new BlockIntake<>(
            0,
            0,
            new LineCodec(),
            StorageLevel.MEMORY_ONLY_SER(),
            Settings.defaults(),
            counters,
            listener,
            0);
    Generator<String> own = fresh.newGenerator(new Told());
    assertEquals(State.INITIALIZED, own.state());
    assertThrows(IllegalStateException.class, () -> fresh.offer(own, "a", 0));
    assertEquals(1, counters.rejected);
  }

  @Test
  void refusesAndCountsRecordsAfterTheStop() {
    accept("a", 0);
    intake.stop(0);
    IllegalStateException refusal =
        assertThrows(IllegalStateException.class, () -> intake.offer(generator, "b", 0));
    assertTrue(refusal.getMessage().contains("stopped"), refusal.getMessage());
    assertEquals(1, counters.rejected);
    assertEquals(List.of("a"), lines(next()));
  }

  @Test
  void stopsThroughAllStatesAndLosesNothing() {
    assertEquals(State.ACTIVE, generator.state());
    intake(Settings.queueOf(1));
    accept("a", 0);
    intake.sealTick(TICK, 0);
    accept("b", 0);
    intake.stop(0);
    assertEquals(State.STOPPED_ADDING_DATA, generator.state());
    SealedBlock a = next();
    intake.stored(a.id(), 0);
    intake.release(a.id(), 0);
    assertEquals(State.STOPPED_GENERATING_BLOCKS, generator.state());
    assertEquals(0, drained);
    SealedBlock b = next();
    assertEquals(List.of("b"), lines(b));
    intake.release(b.id(), 0);
    assertEquals(State.STOPPED_ALL, generator.state());
    assertEquals(1, drained);
  }

  @Test
  void drainsAtOnceWhenThereIsNothing() {
    intake.stop(0);
    assertEquals(1, drained);
    assertThrows(IllegalStateException.class, () -> intake.newGenerator(new Told()));
  }

  @Test
  void waitsForCallersBeforeItIsDrained() {
    intake.beginCaller();
    intake.stop(0);
    assertEquals(0, drained);
    assertEquals(BlockIntake.ACCEPTED, intake.admitBlock(5, 0));
    intake.endCaller(0, true);
    assertEquals(1, drained);
    assertThrows(IllegalStateException.class, intake::beginCaller);
  }

  @Test
  void tellsPoisonRecordToItsCallerAndKeepsTheOthers() {
    accept("a", 0);
    RecordEncodingException poison =
        assertThrows(RecordEncodingException.class, () -> intake.offer(generator, "two\nlines", 0));
    assertTrue(poison.getMessage().contains("java.lang.String"), poison.getMessage());
    accept("b", 0);
    intake.sealTick(TICK, 0);
    assertEquals(List.of("a", "b"), lines(next()));
    assertTrue(intake.poll().isEmpty(), "a poison record does not end the block");
    assertEquals(1, counters.poison);
  }

  @Test
  void refusesNull() {
    assertThrows(RecordEncodingException.class, () -> intake.offer(generator, null, 0));
  }

  @Test
  void putsRecordThatDoesNotFitIntoTheNextBlock() {
    BlockIntake<String> tiny =
        new BlockIntake<>(
            0,
            0,
            new TinyCodec(),
            StorageLevel.MEMORY_ONLY_SER(),
            Settings.defaults(),
            counters,
            listener,
            0);
    Generator<String> own = tiny.newGenerator(new Told());
    tiny.start();
    assertEquals(BlockIntake.ACCEPTED, tiny.offer(own, "123456", 0));
    assertEquals(BlockIntake.ACCEPTED, tiny.offer(own, "654321", 0));
    assertEquals(1, tiny.poll().orElseThrow().block().recordCount());
    assertThrows(RecordEncodingException.class, () -> tiny.offer(own, "more than ten", 0));
    tiny.sealTick(TICK, 0);
    assertEquals(1, tiny.poll().orElseThrow().block().recordCount());
  }

  /** Its blocks have ten bytes at most. */
  private static final class TinyCodec implements RecordCodec<String> {
    private static final long serialVersionUID = 1L;

    @Override
    public BlockEncoder<String> newEncoder() {
      BlockEncoder<String> lines = new LineCodec().newEncoder();
      return new BlockEncoder<>() {
        @Override
        public void add(String record) {
          if (lines.sizeBytes() + record.length() >= 10) {
            throw new RecordEncodingException("does not fit", null);
          }
          lines.add(record);
        }

        @Override
        public int recordCount() {
          return lines.recordCount();
        }

        @Override
        public int sizeBytes() {
          return lines.sizeBytes();
        }

        @Override
        public ByteBuffer finish() {
          return lines.finish();
        }
      };
    }

    @Override
    public Iterator<String> decode(ByteBuffer bytes) {
      return new LineCodec().decode(bytes);
    }
  }

  @Test
  void refusesRecordLargerThanAnyBlock() {
    String huge = "x".repeat(ReceiverSettings.BLOCK_BYTES_MAX + 1);
    accept("small", 0);
    RecordEncodingException refusal =
        assertThrows(RecordEncodingException.class, () -> intake.offer(generator, huge, 0));
    assertTrue(
        refusal.getMessage().contains(Integer.toString(ReceiverSettings.BLOCK_BYTES_MAX)),
        refusal.getMessage());
    intake.sealTick(TICK, 0);
    assertEquals(List.of("small"), lines(next()));
  }

  @Test
  void tellsListenerOfDataBeforeTheBlockThatHoldsIt() {
    intake(Settings.blocksOf(4));
    assertEquals(BlockIntake.ACCEPTED, intake.offer(generator, "a", "offset 1", 0));
    assertEquals(BlockIntake.ACCEPTED, intake.offer(generator, "b", "offset 2", 0));
    assertEquals(BlockIntake.ACCEPTED, intake.offer(generator, "c", "offset 3", 0));
    assertEquals(
        List.of("add [a] offset 1", "add [b] offset 2", "generate 0", "add [c] offset 3"), told);
  }

  @Test
  void keepsRecordsThatAreAddedTogetherInOneBlock() {
    intake(Settings.blocksOf(10));
    accept("first", 0);
    assertEquals(
        BlockIntake.ACCEPTED,
        intake.offerAll(generator, List.of("abc", "def"), 8, "offsets 1-2", 0));
    intake.sealTick(TICK, 0);
    assertEquals(List.of("first"), lines(next()));
    assertEquals(List.of("abc", "def"), lines(next()));
    assertEquals(List.of("generate 0", "add [abc, def] offsets 1-2", "generate 1"), told);
  }

  @Test
  void survivesListenerThatThrows() {
    Generator<String> careless =
        intake.newGenerator(
            new BlockGeneratorListener<>() {
              @Override
              public void onAddData(List<String> records, Object metadata) {
                throw new IllegalStateException("careless");
              }

              @Override
              public void onGenerateBlock(BlockId id) {
                throw new IllegalStateException("careless");
              }

              @Override
              public void onPushBlock(BlockId id) {}

              @Override
              public void onError(String message, Throwable error) {}
            });
    assertEquals(BlockIntake.ACCEPTED, intake.offer(careless, "a", "m", 0));
    intake.sealTick(TICK, 0);
    assertEquals(List.of("a"), lines(next()));
    assertEquals(2, listenerFailures.size());
  }

  @Test
  void countsExactlyWhatIsOpenWhenFenced() {
    accept("in an acknowledged block", 0);
    intake.sealTick(TICK, 0);
    BlockId acknowledged = next().id();
    accept("in a reported block", 0);
    intake.sealTick(TICK, 0);
    BlockId reported = next().id();
    accept("in a sealed block", 0);
    intake.sealTick(TICK, 0);
    accept("in the open block", 0);
    accept("in the open block", 0);
    intake.acknowledged(acknowledged);
    assertEquals(3, intake.fence("gone", Set.of(reported)));
    assertThrows(IllegalStateException.class, () -> intake.offer(generator, "late", 0));
    assertThrows(IllegalStateException.class, intake::beginCaller);
    assertThrows(IllegalStateException.class, () -> intake.nextId(1));
    assertEquals(State.STOPPED_ALL, generator.state());
    assertEquals(0, drained);
  }

  @Test
  void sealsNothingOnceItIsFenced() {
    accept("open", 0);
    assertEquals(1, intake.fence("gone", Set.of()));
    timer = -1;
    intake.sealDue(INTERVAL);
    intake.sealTick(TICK, INTERVAL);
    intake.stop(INTERVAL);
    assertTrue(intake.poll().isEmpty());
    assertEquals(0, counters.sealedRecords);
    assertEquals(-1, timer, "no timer is set again");
    assertEquals(0, drained);
  }

  @Test
  void takesLinesAsBytes() {
    byte[] bytes = "skip\none\ntwo\r\n\nrest".getBytes(UTF_8);
    assertEquals(BlockIntake.ACCEPTED, intake.offerLines(generator, bytes, 5, 15, 3, 0));
    intake.sealTick(TICK, 0);
    SealedBlock block = next();
    assertEquals(3, block.recordCount());
    assertEquals(List.of("one", "two", ""), lines(block));
  }

  @Test
  void keepsLinesAsObjectsIfTheLevelAsksForIt() {
    BlockIntake<String> objects =
        new BlockIntake<>(
            0,
            0,
            new LineCodec(),
            StorageLevel.MEMORY_ONLY(),
            Settings.defaults(),
            counters,
            listener,
            0);
    Generator<String> own = objects.newGenerator(new Told());
    objects.start();
    byte[] bytes = "one\ntwo\n".getBytes(UTF_8);
    assertEquals(BlockIntake.ACCEPTED, objects.offerLines(own, bytes, 0, 8, 2, 0));
    objects.sealTick(TICK, 0);
    BlockValue value = objects.poll().orElseThrow().block().value();
    assertEquals(List.of("one", "two"), ((BlockValue.Objects) value).records());
    assertTrue(value.sizeBytes() >= 8);
    assertFalse(own.state() == State.INITIALIZED);
  }

  @Test
  void armsTheTimerForTheOldestOfSeveralGenerators() {
    Generator<String> second = intake.newGenerator(new Told());
    accept("a", 0);
    assertEquals(BlockIntake.ACCEPTED, intake.offer(second, "b", 50 * MILLI));
    intake.sealDue(INTERVAL);
    assertEquals(50 * MILLI, timer);
    assertEquals(List.of("a"), lines(next()));
    intake.sealDue(INTERVAL + 50 * MILLI);
    assertEquals(List.of("b"), lines(next()));
  }
}
