package dev.millrace.rdd.block;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.BlockKey;
import dev.millrace.rdd.BlockStore.Retention;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.BlockValue.Bytes;
import dev.millrace.rdd.BlockValue.Objects;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.codec.KryoRecordCodec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds after any sequence of operations, on one thread and on several. */
final class MemoryBoundBlockStorePropertyTest {

  private static final int KEYS = 24;
  private static final int MEMORY_BYTES = 1_000;

  private record Key(int number) implements BlockKey {}

  private record Put(BlockValue value, StorageLevel level, Retention retention) {}

  @TempDir private Path root;

  private MemoryBoundBlockStore newStore() {
    return new MemoryBoundBlockStore(
        "0", MEMORY_BYTES, root.resolve("blocks"), new KryoRecordCodec<>(List.of()));
  }

  /** Blocks of a key are all alike, so that any of them is the right one. */
  private static BlockValue valueOf(int key) {
    int size = 40 + key * 17 % 300;
    return key % 2 == 0
        ? new Bytes(ByteBuffer.wrap(new byte[size]), key)
        : new Objects(Collections.nCopies(size / 40, "record of " + key), size);
  }

  private static StorageLevel levelOf(Random random) {
    boolean useDisk = random.nextBoolean();
    return new StorageLevel(!useDisk || random.nextInt(4) > 0, useDisk, random.nextBoolean(), 1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void keepsItsPromisesThroughAnySequenceOfOperations(long seed) throws IOException {
    Random random = new Random(seed);
    Map<Integer, Put> put = new HashMap<>();
    try (MemoryBoundBlockStore store = newStore()) {
      for (int step = 0; step < 1_500; step++) {
        int key = random.nextInt(KEYS);
        switch (random.nextInt(5)) {
          case 0 -> {
            store.remove(new Key(key));
            put.remove(key);
          }
          case 1, 2 -> {
            Optional<BlockValue> found = store.get(new Key(key));
            assertEquals(store.contains(new Key(key)), found.isPresent());
            found.ifPresent(value -> assertEquals(valueOf(key), value));
          }
          default -> {
            Put given =
                new Put(
                    valueOf(key),
                    levelOf(random),
                    random.nextBoolean() ? Retention.PINNED : Retention.RECOMPUTABLE);
            boolean wasThere = store.contains(new Key(key));
            boolean isKept =
                store.put(new Key(key), given.value(), given.level(), given.retention());
            assertTrue(isKept || !given.level().useDisk());
            assertTrue(isKept || !wasThere);
            if (isKept && !wasThere) {
              put.put(key, given);
            }
          }
        }
        checkPromises(store, put);
      }
    }
    assertFalse(Files.exists(root.resolve("blocks")));
  }

  private void checkPromises(MemoryBoundBlockStore store, Map<Integer, Put> put)
      throws IOException {
    int present = 0;
    for (int key = 0; key < KEYS; key++) {
      boolean isThere = store.contains(new Key(key));
      present += isThere ? 1 : 0;
      Put given = put.get(key);
      if (given == null) {
        assertFalse(isThere, "block " + key + " was never put");
      } else if (given.retention() == Retention.PINNED || given.level().useDisk()) {
        assertTrue(isThere, "block " + key + " may not go: " + given);
      }
    }
    BlockStoreStats stats = store.stats();
    assertEquals(present, stats.blocks());
    assertTrue(stats.memoryBytes() <= MEMORY_BYTES, stats::toString);
    assertEquals(stats.diskBytes(), bytesOfFiles());
  }

  private long bytesOfFiles() throws IOException {
    if (!Files.exists(root.resolve("blocks"))) {
      return 0;
    }
    long bytes = 0;
    try (Stream<Path> files = Files.list(root.resolve("blocks"))) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void staysConsistentUnderManyThreads(long seed) throws Exception {
    try (MemoryBoundBlockStore store = newStore()) {
      runOnFourThreads(seed, random -> oneOperation(store, random), 3_000);
      assertTrue(store.stats().memoryBytes() <= MEMORY_BYTES);
      assertEquals(store.stats().diskBytes(), bytesOfFiles());
      for (int key = 0; key < KEYS; key++) {
        store.remove(new Key(key));
      }
      assertEquals(0, store.stats().blocks());
      assertEquals(0, store.stats().memoryBytes());
      assertEquals(0, store.stats().diskBytes());
      assertEquals(0, bytesOfFiles());
      assertTrue(
          store.put(
              new Key(0),
              new Bytes(ByteBuffer.allocate(MEMORY_BYTES), 1),
              StorageLevel.MEMORY_ONLY(),
              Retention.PINNED),
          "memory is free again to the last byte");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void leavesNoFileBehindWhenLostInTheMidstOfWork(long seed) throws Exception {
    MemoryBoundBlockStore store = newStore();
    runOnFourThreads(
        seed,
        random -> {
          try {
            oneOperation(store, random);
            if (random.nextInt(2_000) == 0) {
              store.lose("killed by the test");
            }
            return true;
          } catch (IllegalStateException e) {
            assertTrue(e.getMessage().contains("killed by the test"), e.getMessage());
            return false;
          }
        },
        100_000);
    assertEquals(0, store.stats().blocks());
    assertFalse(Files.exists(root.resolve("blocks")));
  }

  private static boolean oneOperation(MemoryBoundBlockStore store, Random random) {
    int key = random.nextInt(KEYS);
    switch (random.nextInt(4)) {
      case 0 -> store.remove(new Key(key));
      case 1 -> store.get(new Key(key)).ifPresent(value -> assertEquals(valueOf(key), value));
      default -> {
        Retention retention = random.nextInt(5) == 0 ? Retention.PINNED : Retention.RECOMPUTABLE;
        StorageLevel level = levelOf(random);
        boolean isKept = store.put(new Key(key), valueOf(key), level, retention);
        assertTrue(isKept || !level.useDisk());
      }
    }
    return true;
  }

  private interface Step {
    /** Does something; false to end the thread. */
    boolean run(Random random);
  }

  private static void runOnFourThreads(long seed, Step step, int steps) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        Random random = new Random(seed * 31 + thread);
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < steps && step.run(random); i++) {}
                }));
      }
      for (Future<?> thread : running) {
        thread.get();
      }
    } finally {
      threads.shutdown();
      assertTrue(threads.awaitTermination(10, TimeUnit.SECONDS));
    }
  }

  /** No wake-up is missed: a writer that waits after every refusal gets all its blocks in. */
  @Test
  void neverLeavesAWaitingWriterAsleep() throws Exception {
    try (MemoryBoundBlockStore store = newStore()) {
      Semaphore room = new Semaphore(0);
      Semaphore written = new Semaphore(0);
      Runnable stop = store.onRoom(room::release);
      int blocks = 2_000;
      ExecutorService threads = Executors.newFixedThreadPool(2);
      try {
        Future<?> writer =
            threads.submit(
                () -> {
                  for (int i = 0; i < blocks; i++) {
                    while (!store.put(
                        new Key(i),
                        new Bytes(ByteBuffer.allocate(400), 1),
                        StorageLevel.MEMORY_ONLY(),
                        Retention.PINNED)) {
                      assertTrue(room.tryAcquire(10, TimeUnit.SECONDS), "nobody told of room");
                    }
                    written.release();
                  }
                  return true;
                });
        await().until(() -> store.stats().refused() > 0);
        for (int i = 0; i < blocks; i++) {
          assertTrue(written.tryAcquire(10, TimeUnit.SECONDS));
          assertNotNull(store.get(new Key(i)).orElseThrow());
          store.remove(new Key(i));
        }
        writer.get();
      } finally {
        threads.shutdown();
      }
      stop.run();
    }
  }
}
