package dev.millrace.rdd;

import dev.millrace.rdd.Job.PartitionAction;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.VoidFunction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** What each action does with a partition and with the partitions' results. */
final class Actions {

  /**
   * How many times more partitions each round of {@code take} looks at when those before were not
   * enough.
   */
  private static final int TAKE_GROWTH = 4;

  private Actions() {}

  static <T> List<T> collect(RddLike<T, ?> rdd) {
    return concatenate(run(rdd, "collect", (partition, records) -> toList(records)));
  }

  static <T> long count(RddLike<T, ?> rdd) {
    long total = 0;
    for (long count : run(rdd, "count", (partition, records) -> countOf(records))) {
      total += count;
    }
    return total;
  }

  static <T> T first(RddLike<T, ?> rdd) {
    List<T> first = takeAs(rdd, "first", 1);
    if (first.isEmpty()) {
      throw new NoSuchElementException("first of an empty collection: " + rdd);
    }
    return first.get(0);
  }

  static <T> List<T> take(RddLike<T, ?> rdd, int number) {
    if (number < 0) {
      throw new IllegalArgumentException("take needs a number that is not negative: " + number);
    }
    return takeAs(rdd, "take", number);
  }

  static <T> boolean isEmpty(RddLike<T, ?> rdd) {
    return takeAs(rdd, "isEmpty", 1).isEmpty();
  }

  /** One partition first, then ever more at a time, until there is enough or nothing left. */
  private static <T> List<T> takeAs(RddLike<T, ?> rdd, String action, int number) {
    List<T> taken = new ArrayList<>();
    int from = 0;
    int round = 1;
    while (taken.size() < number && from < rdd.getNumPartitions()) {
      int to = Math.min(rdd.getNumPartitions(), from + round);
      int missing = number - taken.size();
      List<List<T>> found =
          rdd.context()
              .run(
                  new Job<>(
                      rdd.lineage(),
                      range(from, to),
                      (partition, records) -> atMost(records, missing),
                      rdd.describe(action)));
      for (List<T> records : found) {
        taken.addAll(records.subList(0, Math.min(records.size(), number - taken.size())));
      }
      from = to;
      round *= TAKE_GROWTH;
    }
    return taken;
  }

  static <T> T reduce(RddLike<T, ?> rdd, Function2<T, T, T> function) {
    List<List<T>> results =
        run(rdd, "reduce", (partition, records) -> reduced("reduce", records, function));
    List<T> one = reduced("reduce", concatenate(results).iterator(), function);
    if (one.isEmpty()) {
      throw new UnsupportedOperationException("reduce of an empty collection: " + rdd);
    }
    return one.get(0);
  }

  static <T, U> U aggregate(
      RddLike<T, ?> rdd,
      String action,
      U zero,
      Function2<U, T, U> gather,
      Function2<U, U, U> combine) {
    ZeroValue<U> fresh = ZeroValue.of(zero);
    List<U> results =
        run(rdd, action, (partition, records) -> folded(action, fresh.copy(), records, gather));
    return folded(action, fresh.copy(), results.iterator(), combine);
  }

  static <T> void foreach(RddLike<T, ?> rdd, VoidFunction<T> action) {
    run(
        rdd,
        "foreach",
        (partition, records) -> {
          while (records.hasNext()) {
            T record = records.next();
            try {
              action.call(record);
            } catch (Throwable e) {
              throw UserFunctionException.in("foreach", e);
            }
          }
          return true;
        });
  }

  static <T> void foreachPartition(RddLike<T, ?> rdd, VoidFunction<Iterator<T>> action) {
    run(
        rdd,
        "foreachPartition",
        (partition, records) -> {
          try {
            action.call(records);
          } catch (Throwable e) {
            throw UserFunctionException.in("foreachPartition", e);
          }
          return true;
        });
  }

  static <T> void saveAsTextFile(RddLike<T, ?> rdd, String directory, boolean replace) {
    try {
      TextOutput.Save save = RddContext.textOutput().begin(directory, replace);
      save.commit(written(rdd, save));
    } catch (IOException e) {
      throw new UncheckedIOException("saveAsTextFile to " + directory + ": " + e.getMessage(), e);
    }
  }

  private static <T> List<String> written(RddLike<T, ?> rdd, TextOutput.Save save)
      throws IOException {
    try {
      // The writer takes any record, so it takes these.
      @SuppressWarnings("unchecked")
      PartitionAction<T, String> writer = (PartitionAction<T, String>) (Object) save.writer();
      return run(rdd, "saveAsTextFile", writer);
    } catch (RuntimeException e) {
      save.abort();
      throw e;
    }
  }

  static <T> void saveAsObjectFile(RddLike<T, ?> rdd, String directory, boolean replace) {
    try {
      MillraceConf conf = rdd.context().conf();
      save(rdd, RddContext.recordFiles().begin(directory, replace, conf), "saveAsObjectFile");
    } catch (IOException e) {
      throw new UncheckedIOException("saveAsObjectFile to " + directory + ": " + e.getMessage(), e);
    }
  }

  private static <T> void save(RddLike<T, ?> rdd, RecordFiles.Save save, String action)
      throws IOException {
    // The writer takes any record, so it takes these.
    @SuppressWarnings("unchecked")
    PartitionAction<T, RecordFiles.Part> writer =
        (PartitionAction<T, RecordFiles.Part>) (Object) save.writer();
    List<RecordFiles.Part> parts;
    try {
      parts = run(rdd, action, writer);
    } catch (RuntimeException e) {
      save.abort();
      throw e;
    }
    save.commit(parts);
  }

  static <T, R> List<R> run(RddLike<T, ?> rdd, String action, PartitionAction<T, R> function) {
    return rdd.context()
        .run(
            new Job<>(
                rdd.lineage(), range(0, rdd.getNumPartitions()), function, rdd.describe(action)));
  }

  static <T> List<T> toList(Iterator<T> records) {
    List<T> all = new ArrayList<>();
    records.forEachRemaining(all::add);
    return all;
  }

  static long countOf(Iterator<?> records) {
    long count = 0;
    while (records.hasNext()) {
      records.next();
      count++;
    }
    return count;
  }

  private static <T> List<T> atMost(Iterator<T> records, int number) {
    List<T> some = new ArrayList<>();
    while (some.size() < number && records.hasNext()) {
      some.add(records.next());
    }
    return some;
  }

  /** A list of one record, or of none if there is none: a result may well be null. */
  private static <T> List<T> reduced(
      String action, Iterator<T> records, Function2<T, T, T> function) {
    List<T> one = new ArrayList<>(1);
    if (records.hasNext()) {
      one.add(folded(action, records.next(), records, function));
    }
    return one;
  }

  private static <T, U> U folded(
      String action, U start, Iterator<T> records, Function2<U, T, U> function) {
    U result = start;
    while (records.hasNext()) {
      T record = records.next();
      try {
        result = function.call(result, record);
      } catch (Throwable e) {
        throw UserFunctionException.in(action, e);
      }
    }
    return result;
  }

  private static <T> List<T> concatenate(List<List<T>> lists) {
    List<T> all = new ArrayList<>();
    lists.forEach(all::addAll);
    return all;
  }

  static List<Integer> range(int fromInclusive, int toExclusive) {
    List<Integer> range = new ArrayList<>(toExclusive - fromInclusive);
    for (int number = fromInclusive; number < toExclusive; number++) {
      range.add(number);
    }
    return range;
  }
}
