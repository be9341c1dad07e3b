package dev.millrace.rdd.contract;

import static dev.millrace.rdd.contract.Contract.numbers;
import static dev.millrace.rdd.contract.Contract.pair;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.CorruptRecordFileException;
import dev.millrace.rdd.JobFailedException;
import dev.millrace.rdd.Lineage;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.PairRdd;
import dev.millrace.rdd.Rdd;
import dev.millrace.rdd.RddContext;
import dev.millrace.rdd.StorageLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Collections that are written to files and read from there ever after. */
interface CheckpointContract extends Contract {

  private Rdd<Integer> counted(RddContext context, Probe computed) {
    return context
        .parallelize(numbers(0, 50), 3)
        .map(
            number -> {
              computed.note(number);
              return number;
            });
  }

  @Test
  default void computesACheckpointedCollectionOnceAndReadsItEverAfter(@TempDir Path directory) {
    context().setCheckpointDir(directory.toString());
    Probe computed = Probe.create();
    Rdd<Integer> rdd = counted(context(), computed);
    rdd.checkpoint();
    rdd.checkpoint();
    assertFalse(rdd.isCheckpointed());
    assertEquals(Optional.empty(), rdd.getCheckpointFile());
    assertEquals(0, computed.count());

    assertEquals(50, rdd.count());
    assertTrue(rdd.isCheckpointed());
    assertTrue(Files.isDirectory(Path.of(java.net.URI.create(rdd.getCheckpointFile().get()))));
    assertEquals(numbers(0, 50), rdd.collect());
    assertEquals(List.of(3, 16), List.of(rdd.getNumPartitions(), rdd.glom().first().size()));
    assertEquals(50, computed.count());
  }

  @Test
  default void letsGoWhatACheckpointedCollectionWasMadeOf(@TempDir Path directory) {
    context().setCheckpointDir(directory.toString());
    Rdd<Integer> rdd = context().parallelize(numbers(0, 4), 2).map(number -> number + 1);
    rdd.checkpoint();
    Rdd<Integer> child = rdd.map(number -> number * 2);
    assertEquals(1, rdd.lineage().parents().size());
    assertEquals(List.of(2, 4, 6, 8), child.collect());
    assertEquals(List.of(), rdd.lineage().parents());
    assertTrue(rdd.isCheckpointed());
  }

  @Test
  default void writesAllMarkedAncestorsWhatOthersAreMadeOfFirst(@TempDir Path directory) {
    context().setCheckpointDir(directory.toString());
    Probe computed = Probe.create();
    Rdd<Integer> first = counted(context(), computed);
    first.checkpoint();
    PairRdd<Integer, Integer> second =
        first.mapToPair(number -> pair(number % 5, number)).reduceByKey(Integer::sum);
    second.checkpoint();
    assertEquals(5, second.keys().count());
    assertTrue(first.isCheckpointed());
    assertTrue(second.isCheckpointed());
    assertEquals(50, computed.count());
  }

  @Test
  default void aCheckpointKeepsThePartitioner(@TempDir Path directory) {
    context().setCheckpointDir(directory.toString());
    PairRdd<Integer, Integer> sums =
        context()
            .parallelize(numbers(0, 20), 4)
            .mapToPair(number -> pair(number % 7, number))
            .reduceByKey(Integer::sum, 3);
    Optional<?> before = sums.partitioner();
    sums.checkpoint();
    sums.count();
    assertEquals(before, sums.partitioner());
    Lineage.Shuffle<?, ?, ?> again =
        (Lineage.Shuffle<?, ?, ?>) sums.reduceByKey(Integer::sum).lineage();
    assertTrue(again.isNarrow());
  }

  @Test
  default void aKeptCollectionIsComputedOnceForItsCheckpointToo(@TempDir Path directory) {
    context().setCheckpointDir(directory.toString());
    Probe computed = Probe.create();
    Rdd<Integer> rdd = counted(context(), computed).cache();
    rdd.count();
    rdd.checkpoint();
    assertEquals(numbers(0, 50), rdd.collect());
    assertEquals(numbers(0, 50), rdd.collect());
    assertEquals(50, computed.count());
    assertEquals(StorageLevel.MEMORY_ONLY(), context().engine().storageLevel(rdd.lineage()));
    rdd.unpersist();
    assertEquals(numbers(0, 50), rdd.collect());
    assertEquals(50, computed.count());
  }

  @Test
  default void unpersistForgetsWhatWasKeptBeforeTheCheckpointWasMarked(@TempDir Path directory) {
    context().setCheckpointDir(directory.toString());
    Rdd<Integer> rdd = context().parallelize(numbers(0, 4), 2).cache();
    Lineage<Integer> before = rdd.lineage();
    rdd.checkpoint();
    rdd.unpersist();
    assertEquals(StorageLevel.NONE(), context().engine().storageLevel(before));
    assertEquals(StorageLevel.NONE(), context().engine().storageLevel(rdd.lineage()));
  }

  @Test
  default void checkpointsACollectionWithoutPartitions(@TempDir Path directory) {
    context().setCheckpointDir(directory.toString());
    Rdd<Integer> rdd = context().emptyRdd();
    rdd.checkpoint();
    assertEquals(List.of(), rdd.collect());
    assertTrue(rdd.isCheckpointed());
  }

  @Test
  default void aLongChainIsCutAgainAndAgain(@TempDir Path directory) {
    context().setCheckpointDir(directory.toString());
    Rdd<Integer> state = context().parallelize(numbers(0, 3), 1);
    for (int batch = 1; batch <= 40; batch++) {
      state = state.map(number -> number + 1);
      if (batch % 10 == 0) {
        state.checkpoint();
        state.count();
      }
    }
    assertEquals(List.of(), state.lineage().parents());
    assertEquals(List.of(40, 41, 42), state.collect());
  }

  @Test
  default void eachContextWritesToADirectoryOfItsOwn(@TempDir Path directory) {
    List<String> files = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      RddContext context = contextWith(new MillraceConf());
      context.setCheckpointDir(directory.toString());
      assertEquals(Optional.of("file:" + directory), context.getCheckpointDir());
      Rdd<Integer> rdd = context.parallelize(List.of(run), 1);
      rdd.checkpoint();
      rdd.count();
      files.add(rdd.getCheckpointFile().get());
    }
    assertFalse(files.get(0).equals(files.get(1)), files.toString());
    assertEquals(List.of(0), context().objectFile(files.get(0)).collect());
    assertEquals(List.of(1), context().objectFile(files.get(1)).collect());
  }

  @Test
  default void aDeletedCheckpointCannotBeReadAndSaysSo(@TempDir Path directory) {
    context().setCheckpointDir(directory.toString());
    Rdd<Integer> rdd = context().parallelize(numbers(0, 4), 2);
    rdd.checkpoint();
    rdd.count();
    String file = rdd.getCheckpointFile().get();
    assertTrue(context().deleteCheckpoint(file));
    assertFalse(context().deleteCheckpoint(file));
    JobFailedException failure = assertThrows(JobFailedException.class, rdd::collect);
    assertInstanceOf(CorruptRecordFileException.class, failure.getCause());
    assertTrue(failure.getMessage().contains("deleted"), failure.getMessage());
  }

  @Test
  default void refusesToDeleteAnythingElse(@TempDir Path directory) throws IOException {
    Path foreign = Files.writeString(directory.resolve("letters.txt"), "mine");
    assertTrue(
        assertThrows(
                UncheckedIOException.class, () -> context().deleteCheckpoint(directory.toString()))
            .getMessage()
            .contains("letters.txt"));
    assertTrue(Files.exists(foreign));
  }

  @Test
  default void aCheckpointNeedsADirectory() {
    Rdd<Integer> rdd = context().parallelize(numbers(0, 4), 2);
    assertTrue(
        assertThrows(IllegalStateException.class, rdd::checkpoint)
            .getMessage()
            .contains("setCheckpointDir"));
    assertEquals(Optional.empty(), context().getCheckpointDir());
  }

  @Test
  default void refusesACheckpointDirectoryThatIsAFile(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("file"), "x");
    assertTrue(
        assertThrows(UncheckedIOException.class, () -> context().setCheckpointDir(file.toString()))
            .getMessage()
            .contains(file.toString()));
  }

  @Test
  default void aFailedCheckpointLeavesNothingAndIsTriedAgain(@TempDir Path directory)
      throws IOException {
    context().setCheckpointDir(directory.toString());
    Probe calls = Probe.create();
    Rdd<Integer> rdd =
        context()
            .parallelize(numbers(0, 6), 2)
            .map(
                number -> {
                  if (number == 5 && calls.note("five") <= 4) {
                    throw new IllegalStateException("no five yet");
                  }
                  return number;
                });
    rdd.checkpoint();
    JobFailedException failure = assertThrows(JobFailedException.class, rdd::count);
    assertTrue(failure.getMessage().contains("checkpoint of map"), failure.getMessage());
    assertFalse(rdd.isCheckpointed());
    try (java.util.stream.Stream<Path> left = Files.walk(directory)) {
      assertTrue(left.noneMatch(file -> file.getFileName().toString().equals("_MANIFEST")));
    }
    assertEquals(6, rdd.count());
    assertTrue(rdd.isCheckpointed());
  }

  @Test
  default void writesTheWholeCollectionThoughAJobNeedsAPart(@TempDir Path directory) {
    context().setCheckpointDir(directory.toString());
    Rdd<Integer> rdd = context().parallelize(numbers(0, 40), 4);
    rdd.checkpoint();
    assertEquals(List.of(0, 1), rdd.take(2));
    assertTrue(rdd.isCheckpointed());
    assertEquals(numbers(0, 40), context().objectFile(rdd.getCheckpointFile().get()).collect());
  }
}
