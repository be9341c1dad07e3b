package dev.millrace.rdd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.Lineage.StoredSource;
import dev.millrace.rdd.Lineage.Union;
import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.rdd.host.LocalEngineProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LineagesTest {

  private final RddContext context =
      new RddContext(
          new MillraceConf(),
          new LocalEngineProvider().open(new MillraceConf().setMaster("local")));

  @AfterEach
  void stop() {
    context.stop();
  }

  private Rdd<Integer> numbers() {
    return context.parallelize(List.of(1, 2, 3), 2);
  }

  private static String problemOf(RddLike<?, ?> rdd) {
    return assertThrows(
            IllegalArgumentException.class, () -> Lineages.checkSerializable(rdd.lineage()))
        .getMessage();
  }

  /** Equal to all of its kind; counts how often it is asked. */
  private static final class Compared extends Partitioner {
    private static final long serialVersionUID = 1L;
    private final AtomicInteger times;

    Compared(AtomicInteger times) {
      this.times = times;
    }

    @Override
    public int numPartitions() {
      return 2;
    }

    @Override
    public int getPartition(Object key) {
      return 0;
    }

    @Override
    public boolean equals(Object other) {
      times.incrementAndGet();
      return other instanceof Compared;
    }

    @Override
    public int hashCode() {
      return 2;
    }
  }

  @Test
  void aUnionOfUnionsIsAskedOncePerParentHowItIsSpread() {
    AtomicInteger times = new AtomicInteger();
    PairRdd<Integer, Integer> pairs = numbers().mapToPair(number -> new Tuple2<>(number, 1));
    PairRdd<Integer, Integer> all = pairs.partitionBy(new Compared(times));
    for (int level = 0; level < 16; level++) {
      all = all.union(pairs.partitionBy(new Compared(times)));
    }
    assertTrue(all.partitioner().isPresent());
    assertEquals(16, times.get());
  }

  @Test
  void aUnionOfUnionsIsAskedOncePerParentHowManyPartitionsItHas() {
    AtomicInteger times = new AtomicInteger();
    Union<Integer> all = new Union<>(0, List.of());
    for (int level = 1; level <= 100; level++) {
      all =
          new Union<>(
              2 * level,
              List.of(all, new StoredSource<>(2 * level + 1, new Counted(times), "file")));
    }
    assertEquals(200, all.partitionCount());
    for (int partition = 0; partition < 200; partition++) {
      Union.Place<Integer> place = all.place(partition);
      assertEquals(partition < 198 ? partition : partition - 198, place.partition());
      assertSame(all.parents().get(partition < 198 ? 0 : 1), place.parent());
    }
    Union<Integer> whole = all;
    assertThrows(IndexOutOfBoundsException.class, () -> whole.place(200));
    assertEquals(100, times.get());
  }

  /** Counts how often it is asked how many partitions it has. */
  private record Counted(AtomicInteger times) implements PartitionReader<Integer> {

    @Override
    public int partitionCount() {
      times.incrementAndGet();
      return 2;
    }

    @Override
    public Iterator<Integer> read(int partition, Consumer<AutoCloseable> whenTaskEnds) {
      return List.of(partition).iterator();
    }
  }

  @Test
  void everyOperationCanTravel() {
    PairRdd<Integer, Integer> pairs = numbers().mapToPair(number -> new Tuple2<>(number, 1));
    Lineages.checkSerializable(
        numbers()
            .map(number -> number + 1)
            .flatMap(number -> List.of(number).iterator())
            .filter(number -> number > 0)
            .mapPartitions(records -> records)
            .mapPartitionsWithIndex((index, records) -> records, true)
            .union(numbers())
            .distinct()
            .repartition(3)
            .coalesce(2)
            .glom()
            .flatMapToPair(list -> List.of(new Tuple2<>(list.size(), list.size())).iterator())
            .reduceByKey(Integer::sum)
            .join(pairs)
            .mapValues(Tuple2::_1)
            .leftOuterJoin(pairs)
            .fullOuterJoin(pairs)
            .flatMapValues(value -> List.of(value).iterator())
            .groupByKey()
            .partitionBy(new HashPartitioner(5))
            .keys()
            .lineage());
  }

  @Test
  void namesTheOperationAndTheFieldsThatLeadToWhatCannotTravel() {
    Holder holder = new Holder(Map.of("k", List.of(new Counter())));
    Function<Integer, Integer> function = number -> number + holder.counters().size();
    String message = problemOf(numbers().map(number -> number).map(function).filter(n -> true));
    assertTrue(
        message.startsWith("the function of map cannot travel to an executor: "), () -> message);
    assertTrue(
        message.contains("captured value 0 of the lambda in " + LineagesTest.class.getName()),
        () -> message);
    assertTrue(message.contains(".counters"), () -> message);
    assertTrue(
        message.contains(Counter.class.getName() + ", which is not serialisable"), () -> message);
  }

  private record Holder(Map<String, List<Counter>> counters) implements Serializable {}

  private static final class Counter {}

  @Test
  void namesACapturedCollection() {
    Rdd<Integer> rdd = numbers();
    String message =
        problemOf(rdd.mapToPair(number -> new Tuple2<>(rdd, number)).groupByKey().keys());
    assertTrue(message.contains("mapToPair"), () -> message);
    assertTrue(
        message.contains(Rdd.class.getName() + ", which is not serialisable"), () -> message);
  }

  @Test
  void nodesAreTheSameAfterTheirJourney() throws Exception {
    SourceBlock withFallback =
        new SourceBlock(new Key(1), 5, List.of("0"), Optional.of(services -> null));
    SourceBlock without = new SourceBlock(new Key(2), 6, List.of(), Optional.empty());
    assertEquals(without, copy(without));
    assertTrue(copy(withFallback).fallback().isPresent());
    PairRdd<Integer, Integer> pairs = numbers().mapToPair(number -> new Tuple2<>(number, 1));
    Lineage.Shuffle<?, ?, ?> combined =
        (Lineage.Shuffle<?, ?, ?>) copy(pairs.reduceByKey(Integer::sum).lineage());
    assertTrue(combined.aggregator().isPresent());
    assertTrue(combined.mapSideCombine());
    Lineage.Shuffle<?, ?, ?> moved =
        (Lineage.Shuffle<?, ?, ?>) copy(pairs.partitionBy(new HashPartitioner(3)).lineage());
    assertTrue(moved.aggregator().isEmpty());
    assertEquals(new HashPartitioner(3), moved.target());
  }

  private record Key(int number) implements BlockKey {}

  @SuppressWarnings("unchecked")
  private static <T> T copy(T object) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (T) in.readObject();
    }
  }

  @Test
  void describesANodeInOnePiece() {
    Rdd<Integer> rdd = numbers().map(number -> number);
    assertEquals("map (rdd " + rdd.id() + ")", Lineages.describe(rdd.lineage()));
    assertEquals("mine: map (rdd " + rdd.id() + ")", rdd.setName("mine").toString());
  }
}
