package dev.millrace.receiver.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.BlockFallback;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.BlockStoreException;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.block.SealedBlock;
import dev.millrace.receiver.message.HeardBlocks;
import dev.millrace.receiver.message.SupervisorMessage.CleanupOldBlocks;
import dev.millrace.receiver.sim.Counters;
import dev.millrace.receiver.sim.FakeExecutor;
import dev.millrace.receiver.sim.Settings;
import dev.millrace.receiver.sim.SimWorld;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.LogListener;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.InMemoryFileStore;
import dev.millrace.wal.file.ReadableFile;
import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ReceivedBlockHandlerTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final SimWorld world = new SimWorld();
  private final Counters counters = new Counters();
  private final List<FakeExecutor> executors = FakeExecutor.cluster(4);
  private final FakeExecutor own = executors.get(1);
  private final InMemoryFileStore files = new InMemoryFileStore();
  private final HangingFiles hanging = new HangingFiles(files);
  private final DataLogs logs = logs(UnaryOperator.identity());
  private int blocks;

  private DataLogs logs(UnaryOperator<dev.millrace.wal.LogSettings> settings) {
    return new DataLogs(
        hanging,
        settings,
        id ->
            new LogEnvironment(
                world.logThread(),
                () -> Instant.EPOCH,
                world::nanos,
                new Random(id.hashCode()),
                point -> {},
                LogListener.NONE));
  }

  /** Fails every write while told to, so that the log keeps trying. */
  private static final class HangingFiles implements FileStore {
    private final FileStore inner;
    boolean hangs;

    HangingFiles(FileStore inner) {
      this.inner = inner;
    }

    @Override
    public WritableFile create(String path) throws IOException {
      if (hangs) {
        throw new IOException("no space");
      }
      return inner.create(path);
    }

    @Override
    public ReadableFile open(String path) throws IOException {
      return inner.open(path);
    }

    @Override
    public List<String> list(String directory) throws IOException {
      return inner.list(directory);
    }

    @Override
    public void publish(String temporary, String target) throws IOException {
      inner.publish(temporary, target);
    }

    @Override
    public void delete(String path) throws IOException {
      inner.delete(path);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
      inner.syncDirectory(directory);
    }

    @Override
    public String describe() {
      return "hanging " + inner.describe();
    }
  }

  private ReceivedBlockHandler handler(StorageLevel level) {
    return handler(level, Optional.empty());
  }

  private ReceivedBlockHandler handler(StorageLevel level, Optional<DataLog> log) {
    return new ReceivedBlockHandler(
        own, level, log, Settings.defaults(), world::execute, world, counters);
  }

  private ReceivedBlockHandler loggingHandler(StorageLevel level) {
    return handler(level, Optional.of(logs.open("1")));
  }

  private SealedBlock block(String text) {
    long records = text.chars().filter(c -> c == '\n').count();
    return new SealedBlock(
        new BlockId(0, 5, blocks++),
        new BlockValue.Bytes(ByteBuffer.wrap(text.getBytes(UTF_8)), records),
        world.nanos());
  }

  private ReceivedBlockInfo store(BlockWrite write) {
    CompletableFuture<ReceivedBlockInfo> attempt = write.attempt();
    world.runUntil(attempt::isDone);
    return attempt.join();
  }

  private Throwable failureOf(BlockWrite write) {
    return assertThrows(CompletionException.class, () -> store(write)).getCause();
  }

  private static String text(ByteBuffer bytes) {
    return UTF_8.decode(bytes.duplicate()).toString();
  }

  @Test
  void storesBlockInTheBlockStore() {
    SealedBlock block = block("a\nb\n");
    ReceivedBlockInfo info = store(handler(StorageLevel.MEMORY_ONLY_SER()).write(block));
    assertEquals(new ReceivedBlockInfo(block.id(), 2, 4, List.of("1"), Optional.empty()), info);
    assertEquals(block.value(), own.stored.get(block.id()));
    assertEquals(0, counters.underReplicated);
  }

  @Test
  void failsTheAttemptWhenTheBlockStoreFails() {
    own.beforePut =
        (key, value) -> {
          throw new UncheckedIOException(new IOException("spill"));
        };
    BlockWrite write = handler(StorageLevel.MEMORY_AND_DISK_SER()).write(block("a\n"));
    assertInstanceOf(UncheckedIOException.class, failureOf(write));
    own.beforePut = (key, value) -> {};
    assertEquals(List.of("1"), store(write).executors());
  }

  @Test
  void storesBlockInBlockStoreAndLog() throws IOException {
    SealedBlock block = block("a\nb\n");
    ReceivedBlockInfo info = store(loggingHandler(StorageLevel.MEMORY_ONLY_SER()).write(block));
    assertTrue(own.stored.containsKey(block.id()));
    assertEquals(2, info.recordCount());
    own.provide(DataLogs.class, logs);
    BlockFallback fallback = LogBlockFallback.of(info).orElseThrow();
    assertEquals("a\nb\n", text(fallback.read(own)));
  }

  @Test
  void countsTheBytesOfTheRecordsNotOfTheirFrame() {
    ReceivedBlockInfo info =
        store(loggingHandler(StorageLevel.MEMORY_ONLY_SER()).write(block("abc\n")));
    assertEquals(4, info.sizeBytes());
  }

  @Test
  void isNotStoredBeforeTheLogHasIt() {
    hanging.hangs = true;
    BlockWrite write = loggingHandler(StorageLevel.MEMORY_ONLY_SER()).write(block("a\n"));
    CompletableFuture<ReceivedBlockInfo> attempt = write.attempt();
    world.run(Duration.ofSeconds(5));
    assertTrue(own.stored.containsKey(write.block().id()), "both sides begin at once");
    assertFalse(attempt.isDone());
    hanging.hangs = false;
    world.run(Duration.ofSeconds(20));
    assertTrue(attempt.join().logged().isPresent());
  }

  @Test
  void isNotStoredWhenTheLogHasItButTheBlockStoreFails() {
    own.beforePut =
        (key, value) -> {
          throw new UncheckedIOException(new IOException("spill"));
        };
    BlockWrite write = loggingHandler(StorageLevel.MEMORY_AND_DISK_SER()).write(block("a\n"));
    assertInstanceOf(UncheckedIOException.class, failureOf(write));
  }

  @Test
  void logsBlockOnceHoweverManyAttemptsRunOutOfTime() {
    hanging.hangs = true;
    BlockWrite write = loggingHandler(StorageLevel.MEMORY_ONLY_SER()).write(block("a\n"));
    for (int i = 0; i < 3; i++) {
      Throwable failure = failureOf(write);
      assertInstanceOf(BlockStoreException.class, failure);
      assertTrue(failure.getMessage().contains("log"), failure.getMessage());
      assertTrue(failure.getMessage().contains("PT30S"), failure.getMessage());
    }
    hanging.hangs = false;
    ReceivedBlockInfo info = store(write);
    assertEquals(1, info.logged().orElseThrow().sequence());
    ReceivedBlockInfo next =
        store(loggingHandler(StorageLevel.MEMORY_ONLY_SER()).write(block("b\n")));
    assertEquals(2, next.logged().orElseThrow().sequence(), "nothing was logged in between");
  }

  @Test
  void keepsCopiesOnOtherExecutorsBehindItsOwn() {
    SealedBlock block = block("a\n");
    ReceivedBlockInfo info =
        store(handler(StorageLevel.MEMORY_ONLY_SER().withReplication(3)).write(block));
    assertEquals(List.of("1", "2", "3"), info.executors());
    assertFalse(executors.get(0).stored.containsKey(block.id()));
  }

  @Test
  void combinesLogAndCopies() {
    ReceivedBlockInfo info =
        store(loggingHandler(StorageLevel.MEMORY_ONLY_SER_2()).write(block("a\n")));
    assertEquals(List.of("1", "2"), info.executors());
    assertTrue(info.logged().isPresent());
  }

  @Test
  void asksAnotherExecutorWhenOneFails() {
    executors.get(2).beforePut =
        (key, value) -> {
          throw new IllegalStateException("lost just now");
        };
    ReceivedBlockInfo info = store(handler(StorageLevel.MEMORY_ONLY_SER_2()).write(block("a\n")));
    assertEquals(List.of("1", "3"), info.executors());
    assertEquals(0, counters.underReplicated);
  }

  @Test
  void asksAnotherExecutorWhenOneHangs() {
    executors.get(2).beforePut =
        (key, value) -> {
          if (key instanceof BlockId) {
            world.run(Duration.ofSeconds(60)); // the copy arrives a minute late
          }
        };
    SealedBlock block = block("a\n");
    CompletableFuture<ReceivedBlockInfo> attempt =
        handler(StorageLevel.MEMORY_ONLY_SER_2()).write(block).attempt();
    world.runUntil(attempt::isDone);
    assertEquals(List.of("1", "3"), attempt.join().executors());
    assertTrue(executors.get(2).stored.containsKey(block.id()), "the late copy does no harm");
  }

  @Test
  void storesFewerCopiesAndCountsItWhenThereAreTooFewExecutors() {
    executors.get(0).lose();
    executors.get(2).lose();
    executors.get(3).lose();
    ReceivedBlockInfo info = store(handler(StorageLevel.MEMORY_ONLY_SER_2()).write(block("a\n")));
    assertEquals(List.of("1"), info.executors());
    assertEquals(1, counters.underReplicated);
  }

  @Test
  void waitsForRoomInMemory() {
    own.capacity = 1;
    ReceivedBlockHandler handler = handler(StorageLevel.MEMORY_ONLY_SER());
    SealedBlock first = block("a\n");
    store(handler.write(first));
    BlockWrite write = handler.write(block("b\n"));
    CompletableFuture<ReceivedBlockInfo> attempt = write.attempt();
    world.run(Duration.ofSeconds(10));
    assertFalse(attempt.isDone());
    assertTrue(own.puts < 5, "it waits for room instead of asking again and again");
    own.remove(first.id());
    world.settle();
    assertTrue(attempt.isDone());
    assertEquals(0, own.roomListeners());
  }

  @Test
  void failsInTimeWhenNoRoomComes() {
    own.capacity = 0;
    BlockWrite write = handler(StorageLevel.MEMORY_ONLY_SER()).write(block("a\n"));
    long before = world.nanos();
    Throwable failure = failureOf(write);
    assertTrue(failure.getMessage().contains("block store"), failure.getMessage());
    assertEquals(TIMEOUT.toNanos(), world.nanos() - before);
    own.capacity = 1;
    own.remove(new BlockId(9, 9, 9));
    assertEquals(List.of("1"), store(write).executors());
  }

  @Test
  void needsNoRoomInMemoryWhenTheBlockIsLogged() {
    own.capacity = 0;
    ReceivedBlockInfo info =
        store(loggingHandler(StorageLevel.MEMORY_ONLY_SER()).write(block("a\n")));
    assertTrue(info.logged().isPresent());
    assertEquals(List.of("1"), info.executors());
    assertEquals("receivedData/1", DataLogs.directory(info.executors().get(0)));
  }

  @Test
  void removesWhatItStoredOfAnAbandonedBlock() {
    BlockWrite write = handler(StorageLevel.MEMORY_ONLY_SER_2()).write(block("a\n"));
    store(write);
    write.abandon();
    assertTrue(own.stored.isEmpty());
    assertTrue(executors.get(2).stored.isEmpty());
  }

  @Test
  void removesCopiesOfAnAbandonedBlockWhoseOwnExecutorIsLost() {
    BlockWrite write = handler(StorageLevel.MEMORY_ONLY_SER_2()).write(block("a\n"));
    own.lose();
    assertInstanceOf(IllegalStateException.class, failureOf(write));
    assertEquals(1, executors.get(2).stored.size());
    write.abandon();
    assertTrue(executors.get(2).stored.isEmpty());
  }

  @Test
  void failsAnAttemptForWhichThereIsNoThread() {
    int[] refusals = {1};
    ReceivedBlockHandler handler =
        new ReceivedBlockHandler(
            own,
            StorageLevel.MEMORY_ONLY_SER(),
            Optional.empty(),
            Settings.defaults(),
            task -> {
              if (refusals[0]-- > 0) {
                throw new InternalError("no thread can be made");
              }
              world.execute(task);
            },
            world,
            counters);
    BlockWrite write = handler.write(block("a\n"));
    assertInstanceOf(InternalError.class, failureOf(write));
    assertEquals(List.of("1"), store(write).executors());
  }

  @Test
  void removesCopyThatArrivesAfterTheBlockWasAbandoned() {
    BlockWrite write = handler(StorageLevel.MEMORY_ONLY_SER_2()).write(block("a\n"));
    CompletableFuture<ReceivedBlockInfo> unused = write.attempt();
    write.abandon();
    world.settle();
    assertTrue(own.stored.isEmpty());
    assertTrue(executors.get(2).stored.isEmpty());
  }

  @Test
  void refusesToLogObjects() {
    SealedBlock objects =
        new SealedBlock(new BlockId(0, 0, 0), new BlockValue.Objects(List.of("a"), 1), 0);
    BlockWrite write = loggingHandler(StorageLevel.MEMORY_ONLY()).write(objects);
    assertInstanceOf(IllegalStateException.class, failureOf(write));
  }

  @Test
  void deletesLoggedBlocksThatNobodyNeeds() {
    DataLogs small = logs(settings -> settings.withSegmentBytesMax(4096));
    DataLog log = small.open("1");
    ReceivedBlockHandler handler = handler(StorageLevel.MEMORY_ONLY_SER(), Optional.of(log));
    String text = "x".repeat(1_500) + "\n";
    for (int i = 0; i < 20; i++) {
      store(handler.write(block(text)));
    }
    int before = files.list("receivedData/1").size();
    CompletableFuture<Void> cleaned =
        handler.cleanUp(
            new CleanupOldBlocks(0, Map.of(log.logId(), 15L), new HeardBlocks(5, Map.of())));
    world.settle();
    cleaned.join();
    int after = files.list("receivedData/1").size();
    assertTrue(after < before, before + " segments before, " + after + " after");
    assertTrue(after > 0);
  }

  @Test
  void cleansUpNothingWithoutLog() {
    assertTrue(
        handler(StorageLevel.MEMORY_ONLY_SER())
            .cleanUp(new CleanupOldBlocks(0, Map.of(), new HeardBlocks(5, Map.of())))
            .isDone());
  }
}
