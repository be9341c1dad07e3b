package dev.millrace.rdd;

import dev.millrace.rdd.Lineage.PartitionFunction;
import dev.millrace.rdd.function.FlatMapFunction;
import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Function2;
import dev.millrace.rdd.function.Tuple2;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;

/**
 * The partition functions behind the operations that move no records. Each pulls its input as its
 * output is pulled, so that a chain of them is one pass, and names its operation when the user's
 * function throws.
 */
final class Narrow {

  private Narrow() {}

  static <S, T> PartitionFunction<S, T> map(String operation, Function<S, T> function) {
    return (partition, records) -> new Mapped<>(operation, function, records);
  }

  static <T> PartitionFunction<T, T> filter(String operation, Function<T, Boolean> function) {
    return (partition, records) -> new Filtered<>(operation, function, records);
  }

  static <S, T> PartitionFunction<S, T> flatMap(String operation, FlatMapFunction<S, T> function) {
    return (partition, records) -> new FlatMapped<>(operation, function, records);
  }

  static <S, T> PartitionFunction<S, T> mapPartitions(
      String operation, Function2<Integer, Iterator<S>, Iterator<T>> function) {
    return (partition, records) -> guarded(operation, () -> function.call(partition, records));
  }

  /** A user's iterator, opened here, whose failures name the operation. */
  static <T> Iterator<T> guarded(String operation, Callable<Iterator<T>> open) {
    try {
      return new Guarded<>(operation, open.call());
    } catch (Throwable e) {
      throw UserFunctionException.in(operation, e);
    }
  }

  /** All records of a partition, in order; equal ones stay in theirs. */
  static <T> PartitionFunction<T, T> sort(String operation, Comparator<? super T> order) {
    return (partition, records) -> {
      List<T> all = new ArrayList<>();
      records.forEachRemaining(all::add);
      return guarded(
          operation,
          () -> {
            all.sort(order);
            return all.iterator();
          });
    };
  }

  /** Each record with its number, counted on from a first one in steps. */
  static <T> PartitionFunction<T, Tuple2<T, Long>> number(
      String operation, Function<Integer, Long> first, long step) {
    return (partition, records) -> {
      long[] next = {first.call(partition)};
      return new Mapped<>(
          operation,
          record -> {
            long number = next[0];
            next[0] += step;
            return new Tuple2<>(record, number);
          },
          records);
    };
  }

  static <T> PartitionFunction<T, List<T>> glom() {
    return (partition, records) -> {
      List<T> all = new ArrayList<>();
      records.forEachRemaining(all::add);
      return Collections.singletonList(all).iterator();
    };
  }

  /**
   * Numbers records in turn from 0 to the number of partitions, each partition beginning one place
   * further on.
   */
  static <T> PartitionFunction<T, Tuple2<Integer, T>> deal(int numPartitions) {
    return (partition, records) -> {
      int[] place = {partition % numPartitions};
      return new Mapped<>(
          "repartition",
          record -> {
            int target = place[0];
            place[0] = target + 1 == numPartitions ? 0 : target + 1;
            return new Tuple2<>(target, record);
          },
          records);
    };
  }

  /** One record of every record. */
  private static final class Mapped<S, T> implements Iterator<T> {

    private final String operation;
    private final Function<S, T> function;
    private final Iterator<S> source;

    Mapped(String operation, Function<S, T> function, Iterator<S> source) {
      this.operation = operation;
      this.function = function;
      this.source = source;
    }

    @Override
    public boolean hasNext() {
      return source.hasNext();
    }

    @Override
    public T next() {
      S record = source.next();
      try {
        return function.call(record);
      } catch (Throwable e) {
        throw UserFunctionException.in(operation, e);
      }
    }
  }

  /** The records that a function wants. */
  private static final class Filtered<T> implements Iterator<T> {

    private final String operation;
    private final Function<T, Boolean> function;
    private final Iterator<T> source;

    /** The record that {@code next} returns; only meaningful while {@code found}. */
    private T following;

    private boolean found;

    Filtered(String operation, Function<T, Boolean> function, Iterator<T> source) {
      this.operation = operation;
      this.function = function;
      this.source = source;
    }

    @Override
    public boolean hasNext() {
      while (!found && source.hasNext()) {
        T record = source.next();
        try {
          found = function.call(record);
        } catch (Throwable e) {
          throw UserFunctionException.in(operation, e);
        }
        following = record;
      }
      return found;
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      T record = following;
      found = false;
      following = null;
      return record;
    }
  }

  /** Any number of records of every record. */
  private static final class FlatMapped<S, T> implements Iterator<T> {

    private final String operation;
    private final FlatMapFunction<S, T> function;
    private final Iterator<S> source;
    private Iterator<T> current = Collections.emptyIterator();

    FlatMapped(String operation, FlatMapFunction<S, T> function, Iterator<S> source) {
      this.operation = operation;
      this.function = function;
      this.source = source;
    }

    @Override
    public boolean hasNext() {
      try {
        if (current.hasNext()) {
          return true;
        }
      } catch (Throwable e) {
        throw UserFunctionException.in(operation, e);
      }
      return advance();
    }

    private boolean advance() {
      while (source.hasNext()) {
        S record = source.next();
        try {
          current = function.call(record);
          if (current.hasNext()) {
            return true;
          }
        } catch (Throwable e) {
          throw UserFunctionException.in(operation, e);
        }
      }
      current = Collections.emptyIterator();
      return false;
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      try {
        return current.next();
      } catch (Throwable e) {
        throw UserFunctionException.in(operation, e);
      }
    }
  }

  /** A user's iterator, whose failures name the operation. */
  private static final class Guarded<T> implements Iterator<T> {

    private final String operation;
    private final Iterator<T> records;

    Guarded(String operation, Iterator<T> records) {
      this.operation = operation;
      this.records = records;
    }

    @Override
    public boolean hasNext() {
      try {
        return records.hasNext();
      } catch (Throwable e) {
        throw UserFunctionException.in(operation, e);
      }
    }

    @Override
    public T next() {
      try {
        return records.next();
      } catch (Throwable e) {
        throw UserFunctionException.in(operation, e);
      }
    }
  }
}
