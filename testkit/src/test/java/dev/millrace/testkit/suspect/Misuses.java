package dev.millrace.testkit.suspect;

import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.Receiver;
import dev.millrace.streaming.DStream;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/** Programs over one stream of lines, each of which does something that no world can repeat. */
final class Misuses {
  private static final Random SHARED = new Random();

  private Misuses() {}

  /** Describes operations on a stream of lines. */
  interface Program {
    void describe(DStream<String> lines);
  }

  /** Something to call through an interface. */
  interface Stamp extends Serializable {
    String of(String line);
  }

  /** A stamp that reads a clock. */
  static final class ClockStamp implements Stamp {
    private static final long serialVersionUID = 1L;

    @Override
    public String of(String line) {
      return line + Instant.now();
    }
  }

  /** A stamp that reads nothing. */
  static final class PlainStamp implements Stamp {
    private static final long serialVersionUID = 1L;

    @Override
    public String of(String line) {
      return line + "!";
    }
  }

  /** A receiver that starts a thread. */
  static final class ThreadReceiver extends Receiver<String> {
    private static final long serialVersionUID = 1L;

    ThreadReceiver() {
      super(StorageLevel.MEMORY_ONLY_SER());
    }

    @Override
    public void onStart() {
      new Thread(() -> store("line")).start();
    }

    @Override
    public void onStop() {
      // The thread ends by itself.
    }
  }

  static void clock(DStream<String> lines) {
    lines.map(line -> line + System.nanoTime()).print();
  }

  static void clockByReference(DStream<String> lines) {
    lines.map(line -> call(System::currentTimeMillis) + line).print();
  }

  private static long call(LongSupplier supplier) {
    return supplier.getAsLong();
  }

  static void clockInHelper(DStream<String> lines) {
    lines.filter(line -> isFresh(line)).print();
  }

  private static boolean isFresh(String line) {
    return Helper.age(line) < 10;
  }

  /** Another class of the program. */
  static final class Helper {
    private Helper() {}

    static long age(String line) {
      return System.currentTimeMillis() - line.length();
    }
  }

  static void clockBehindInterface(DStream<String> lines) {
    Stamp stamp = new ClockStamp();
    lines.map(line -> stamp.of(line)).print();
  }

  static void randomInStaticField(DStream<String> lines) {
    lines.map(line -> line + SHARED.nextInt()).print();
  }

  static void randomHeld(DStream<String> lines) {
    Random random = new Random(7);
    lines.map(line -> line + random.nextInt()).print();
  }

  static void randomPerThread(DStream<String> lines) {
    lines
        .mapPartitions(
            partition -> {
              if (ThreadLocalRandom.current().nextBoolean()) {
                partition.next();
              }
              return partition;
            })
        .print();
  }

  static void uuid(DStream<String> lines) {
    lines.transform(rdd -> rdd.map(line -> line + UUID.randomUUID())).print();
  }

  static void shuffle(DStream<String> lines) {
    lines.foreachRDD(
        rdd -> {
          List<String> all = new ArrayList<>(rdd.collect());
          Collections.shuffle(all);
        });
  }

  static void thread(DStream<String> lines) {
    lines
        .map(
            line -> {
              Thread thread = new Thread(() -> {});
              thread.start();
              return line;
            })
        .print();
  }

  static void commonPool(DStream<String> lines) {
    lines.map(line -> CompletableFuture.supplyAsync(() -> line).join()).print();
  }

  static void parallelStream(DStream<String> lines) {
    lines.flatMap(line -> List.of(line.split(" ")).parallelStream().sorted().iterator()).print();
  }

  static void identity(DStream<String> lines) {
    lines.map(line -> line + System.identityHashCode(line)).print();
  }

  /** Uses what may be used, beside methods and classes of the program that misuse things. */
  static void clean(DStream<String> lines) {
    Stamp stamp = new PlainStamp();
    lines
        .map(line -> stamp.of(line) + new Random(line.hashCode()).nextInt())
        .filter(line -> Instant.parse("2030-01-01T00:00:00Z").toEpochMilli() > line.length())
        .transform((rdd, time) -> rdd.map(line -> line + time))
        .foreachRDD((rdd, time) -> new ArrayList<>(rdd.collect()).removeIf(String::isBlank));
  }
}
