package dev.millrace.rdd.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.BlockFallback;
import dev.millrace.rdd.BlockKey;
import dev.millrace.rdd.BlockStore;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.ExecutorContext;
import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.rdd.ExecutorLostException;
import dev.millrace.rdd.JobFailedException;
import dev.millrace.rdd.ReceiverTask;
import dev.millrace.rdd.SourceBlock;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.codec.LineCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Received blocks, executors, receivers and services. */
interface BlockContract extends Contract {

  /** A block of this test. */
  record TestBlock(int number) implements BlockKey {
    @Override
    public String toString() {
      return "test-" + number;
    }
  }

  /** What a fallback finds in the services. */
  record Log(String text) {}

  /** Reads from the log that was provided. */
  record LogFallback() implements BlockFallback {
    private static final long serialVersionUID = 1L;

    @Override
    public ByteBuffer read(dev.millrace.rdd.ExecutorServices services) {
      return bytes(services.get(Log.class).text());
    }
  }

  /** What the job of a receiver finds on an executor. */
  default ExecutorContext executor(String id) {
    List<ExecutorContext> found = new ArrayList<>();
    ReceiverTask finder =
        (executor, onEnd) -> {
          found.add(executor);
          return cause -> onEnd.accept(Optional.of(cause));
        };
    context().engine().launchReceiver("finder", id, finder, end -> {});
    return found.get(0);
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  default SourceBlock stored(String executorId, int number, String text) {
    TestBlock key = new TestBlock(number);
    assertTrue(
        executor(executorId)
            .blocks()
            .put(
                key,
                new BlockValue.Bytes(bytes(text), text.lines().count()),
                StorageLevel.MEMORY_ONLY_SER(),
                BlockStore.Retention.PINNED));
    return new SourceBlock(key, text.lines().count(), List.of(executorId), Optional.empty());
  }

  private List<String> read(List<List<SourceBlock>> partitions) {
    return context().blockRdd(partitions, new LineCodec()).map(line -> "<" + line + ">").collect();
  }

  @Test
  default void readsBlocksInTheirOrder() {
    SourceBlock first = stored("0", 1, "a\nb\n");
    SourceBlock second = stored("0", 2, "c\n");
    SourceBlock third = stored("0", 3, "d\n");
    assertEquals(
        List.of("<a>", "<b>", "<c>", "<d>"), read(List.of(List.of(first, second), List.of(third))));
    assertEquals(List.of("<d>", "<a>", "<b>"), read(List.of(List.of(third, first))));
    assertEquals(List.of(), read(List.of(List.of())));
    assertEquals(List.of(), read(List.of()));
  }

  @Test
  default void readsBlocksOfObjects() {
    TestBlock key = new TestBlock(1);
    executor("0")
        .blocks()
        .put(
            key,
            new BlockValue.Objects(List.of("a", "b"), 100),
            StorageLevel.MEMORY_ONLY(),
            BlockStore.Retention.PINNED);
    assertEquals(
        List.of("<a>", "<b>"),
        read(List.of(List.of(new SourceBlock(key, 2, List.of(), Optional.empty())))));
  }

  @Test
  default void aBlockThatIsGoneIsReadByItsFallback() {
    context().engine().provide(Log.class, new Log("x\ny\n"));
    SourceBlock gone =
        new SourceBlock(new TestBlock(1), 2, List.of("0"), Optional.of(new LogFallback()));
    assertEquals(List.of("<x>", "<y>"), read(List.of(List.of(gone))));
  }

  @Test
  default void aServiceThatWasNotProvidedIsNamed() {
    SourceBlock gone =
        new SourceBlock(new TestBlock(1), 2, List.of("0"), Optional.of(new LogFallback()));
    assertTrue(
        assertThrows(JobFailedException.class, () -> read(List.of(List.of(gone))))
            .getCause()
            .getMessage()
            .contains(Log.class.getName()));
  }

  @Test
  default void aBlockThatIsNowhereIsNamed() {
    SourceBlock gone = new SourceBlock(new TestBlock(7), 2, List.of("0"), Optional.empty());
    String message =
        assertThrows(JobFailedException.class, () -> read(List.of(List.of(gone)))).getMessage();
    assertTrue(
        message.contains("block test-7 is on no executor and has no fallback"), () -> message);
  }

  @Test
  default void aFallbackThatFailsIsNamedWithItsBlock() {
    BlockFallback broken =
        services -> {
          throw new IOException("disk on fire");
        };
    SourceBlock gone = new SourceBlock(new TestBlock(7), 2, List.of(), Optional.of(broken));
    JobFailedException failure =
        assertThrows(JobFailedException.class, () -> read(List.of(List.of(gone))));
    assertTrue(failure.getMessage().contains("block test-7"), failure::getMessage);
    assertInstanceOf(IOException.class, failure.getCause().getCause());
  }

  @Test
  default void knowsWhereBlocksAreUntilTheyAreRemoved() {
    stored("0", 1, "a\n");
    assertEquals(List.of("0"), context().engine().locations(new TestBlock(1)));
    assertEquals(List.of(), context().engine().locations(new TestBlock(2)));
    context().engine().removeBlock(new TestBlock(1));
    assertEquals(List.of(), context().engine().locations(new TestBlock(1)));
    context().engine().removeBlock(new TestBlock(1));
  }

  @Test
  default void executorsAreNumberedFromZero() {
    List<ExecutorInfo> executors = context().engine().executors();
    assertEquals(new ExecutorInfo("0", "localhost"), executors.get(0));
    assertEquals(executors.size() - 1, executor("0").peers().size());
    assertEquals(executors.get(0), executor("0").executor());
  }

  @Test
  default void aReceiverEndsOnce() {
    List<Optional<Throwable>> ends = new ArrayList<>();
    IllegalStateException cause = new IllegalStateException("source gone");
    context()
        .engine()
        .launchReceiver(
            "twice",
            "0",
            (executor, onEnd) -> {
              onEnd.accept(Optional.of(cause));
              onEnd.accept(Optional.empty());
              return killed -> {};
            },
            ends::add);
    assertEquals(List.of(Optional.of(cause)), ends);
  }

  @Test
  default void aReceiverThatCannotStartEndsWithTheCause() {
    List<Optional<Throwable>> ends = new ArrayList<>();
    IllegalStateException cause = new IllegalStateException("no port");
    context()
        .engine()
        .launchReceiver(
            "broken",
            "0",
            (executor, onEnd) -> {
              throw cause;
            },
            ends::add);
    assertEquals(List.of(Optional.of(cause)), ends);
  }

  @Test
  default void aReceiverOnAnUnknownExecutorEndsAsLost() {
    List<Optional<Throwable>> ends = new ArrayList<>();
    context()
        .engine()
        .launchReceiver(
            "lost",
            "99",
            (executor, onEnd) -> {
              throw new AssertionError("must not start");
            },
            ends::add);
    assertInstanceOf(ExecutorLostException.class, ends.get(0).orElseThrow());
  }

  @Test
  default void closingKillsReceivers() {
    List<Optional<Throwable>> ends = new ArrayList<>();
    context()
        .engine()
        .launchReceiver(
            "long", "0", (executor, onEnd) -> cause -> onEnd.accept(Optional.of(cause)), ends::add);
    assertEquals(List.of(), ends);
    ExecutorContext executor = executor("0");
    context().stop();
    assertInstanceOf(ExecutorLostException.class, ends.get(0).orElseThrow());
    assertThrows(IllegalStateException.class, () -> executor.blocks().get(new TestBlock(1)));
    assertFalse(context().engine().executors().iterator().hasNext());
  }
}
