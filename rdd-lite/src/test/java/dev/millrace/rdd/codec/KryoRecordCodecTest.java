package dev.millrace.rdd.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.millrace.rdd.BlockEncoder;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class KryoRecordCodecTest {

  private final KryoRecordCodec<Object> codec = new KryoRecordCodec<>(List.of());

  @ParameterizedTest
  @MethodSource("dev.millrace.rdd.codec.JdkValues#all")
  void readsValuesOfTheJdkBackEqual(Object value) {
    Object read = roundTrip(value);
    assertEquals(value, read);
    assertEquals(kind(value), kind(read));
  }

  /** Views of lists are read as lists of their own; everything else keeps its class. */
  private static Class<?> kind(Object value) {
    return value instanceof List ? List.class : value.getClass();
  }

  @Test
  void readsNullBack() {
    BlockEncoder<Object> encoder = codec.newEncoder();
    encoder.add(null);
    Iterator<Object> read = codec.decode(encoder.finish());
    assertEquals(null, read.next());
    assertFalse(read.hasNext());
  }

  @Test
  void readsLongTextsBack() {
    String ascii = "x".repeat(1_000_000);
    assertEquals(ascii, roundTrip(ascii));
    String other = "\u20ac\uD83D\uDE00".repeat(100_000);
    assertEquals(other, roundTrip(other));
  }

  @Test
  void readsCollectionsWithoutEqualsBack() {
    assertEquals(
        List.of(1, 2), List.copyOf((ArrayDeque<?>) roundTrip(new ArrayDeque<>(List.of(1, 2)))));
    PriorityQueue<Integer> queue = new PriorityQueue<>(Comparator.reverseOrder());
    queue.addAll(List.of(1, 3, 2));
    PriorityQueue<?> read = (PriorityQueue<?>) roundTrip(queue);
    assertEquals(List.of(3, 2, 1), List.of(read.poll(), read.poll(), read.poll()));
    assertEquals(7, ((AtomicInteger) roundTrip(new AtomicInteger(7))).get());
  }

  @Test
  void keepsTheComparatorOfSortedCollections() {
    TreeMap<String, Integer> map = new TreeMap<>(Comparator.reverseOrder());
    map.putAll(Map.of("a", 1, "b", 2));
    TreeMap<?, ?> read = (TreeMap<?, ?>) roundTrip(map);
    assertEquals("b", read.firstKey());
    assertEquals(Comparator.reverseOrder(), read.comparator());
  }

  @Test
  void readsArraysBackEqual() {
    assertArrayEquals(
        new boolean[] {true, false}, (boolean[]) roundTrip(new boolean[] {true, false}));
    assertArrayEquals(new byte[] {1, -2}, (byte[]) roundTrip(new byte[] {1, -2}));
    assertArrayEquals(new char[] {'a'}, (char[]) roundTrip(new char[] {'a'}));
    assertArrayEquals(new short[] {-1}, (short[]) roundTrip(new short[] {-1}));
    assertArrayEquals(new int[] {-1, 1 << 30}, (int[]) roundTrip(new int[] {-1, 1 << 30}));
    assertArrayEquals(new long[] {-1, 1L << 60}, (long[]) roundTrip(new long[] {-1, 1L << 60}));
    assertArrayEquals(new float[] {0.5f}, (float[]) roundTrip(new float[] {0.5f}));
    assertArrayEquals(new double[] {}, (double[]) roundTrip(new double[] {}));
    assertArrayEquals(new String[] {"a", null}, (String[]) roundTrip(new String[] {"a", null}));
    assertArrayEquals(new Object[] {1, "b"}, (Object[]) roundTrip(new Object[] {1, "b"}));
    assertArrayEquals(new int[][] {{1}, null}, (int[][]) roundTrip(new int[][] {{1}, null}));
    assertArrayEquals(
        new Point[] {new Point(1, 2)}, (Point[]) roundTrip(new Point[] {new Point(1, 2)}));
  }

  record Point(int x, long y) {}

  record Named<T>(String name, T value, Optional<Named<T>> next) {}

  enum Colour {
    RED,
    GREEN {
      @Override
      boolean isWarm() {
        return false;
      }
    };

    boolean isWarm() {
      return true;
    }
  }

  static class Base {
    private final int id;

    Base(int id) {
      this.id = id;
    }
  }

  static final class Account extends Base {
    private final String owner;
    private List<Point> points = new ArrayList<>();
    private final Point home;
    private transient Object cache = new Object();

    Account(int id, String owner, Point home) {
      super(id);
      this.owner = owner;
      this.home = home;
    }
  }

  @Test
  void readsAProgramsClassesBack() {
    Named<Object> named =
        new Named<>("n", Colour.GREEN, Optional.of(new Named<>(null, 3, Optional.empty())));
    assertEquals(named, roundTrip(named));
    assertEquals(Colour.RED, roundTrip(Colour.RED));
    assertEquals(EnumSet.of(Colour.GREEN), roundTrip(EnumSet.of(Colour.GREEN)));
    Account account = new Account(7, "Ada", new Point(3, 4));
    account.points.add(new Point(1, 2));
    Account read = (Account) roundTrip(account);
    assertEquals(7, ((Base) read).id);
    assertEquals("Ada", read.owner);
    assertEquals(List.of(new Point(1, 2)), read.points);
    assertEquals(new Point(3, 4), read.home);
    assertEquals(null, read.cache);
  }

  private Object roundTrip(Object value) {
    BlockEncoder<Object> encoder = codec.newEncoder();
    encoder.add(value);
    encoder.add("behind");
    int size = encoder.sizeBytes();
    ByteBuffer bytes = encoder.finish();
    assertEquals(size, bytes.remaining());
    Iterator<Object> read = codec.decode(bytes);
    Object first = read.next();
    assertEquals("behind", read.next());
    assertFalse(read.hasNext());
    return first;
  }
}
