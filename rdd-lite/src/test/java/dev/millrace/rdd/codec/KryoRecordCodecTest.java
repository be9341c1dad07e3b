package dev.millrace.rdd.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.RecordEncodingException;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.time.Time;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.AbstractMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class KryoRecordCodecTest {

  private final KryoRecordCodec<Object> codec = new KryoRecordCodec<>(List.of());

  static Stream<Object> valuesOfTheJdk() {
    return Stream.of(
        true,
        (byte) -1,
        'x',
        (short) -300,
        Integer.MIN_VALUE,
        Long.MAX_VALUE,
        -0.0f,
        Double.NaN,
        "",
        "text",
        "x".repeat(100_000),
        "Grüße \uD83D\uDE00 \uD800 half",
        BigInteger.TEN.pow(100).negate(),
        new BigDecimal("-12345.678900"),
        new Tuple2<>("key", 1),
        new Tuple2<>(null, new Tuple2<>(1L, List.of())),
        new Time(1_700_000_000_000L),
        Duration.ofSeconds(-5, 3),
        Instant.MAX,
        LocalDate.of(2024, 2, 29),
        LocalTime.of(23, 59, 59, 999),
        LocalDateTime.of(1, 1, 1, 1, 1),
        ZoneOffset.ofHoursMinutes(-3, -30),
        ZoneId.of("Europe/Paris"),
        OffsetTime.of(1, 2, 3, 4, ZoneOffset.UTC),
        OffsetDateTime.of(1, 2, 3, 4, 5, 6, 7, ZoneOffset.UTC),
        ZonedDateTime.of(2020, 2, 3, 4, 5, 6, 7, ZoneId.of("Asia/Tokyo")),
        Year.of(2024),
        YearMonth.of(2024, 2),
        MonthDay.of(2, 29),
        Period.of(1, -2, 3),
        DayOfWeek.FRIDAY,
        Month.MAY,
        ChronoUnit.DAYS,
        TimeUnit.DAYS,
        RoundingMode.HALF_EVEN,
        Optional.empty(),
        Optional.of("present"),
        OptionalInt.of(3),
        OptionalLong.empty(),
        OptionalDouble.of(0.5),
        new UUID(1, -2),
        URI.create("https://example.org/a?b#c"),
        Locale.forLanguageTag("de-CH"),
        Currency.getInstance("EUR"),
        new Date(77),
        BitSet.valueOf(new long[] {5, 0, 7}),
        new AbstractMap.SimpleEntry<>("k", null),
        new AbstractMap.SimpleImmutableEntry<>("k", 2),
        Map.entry("k", 3),
        new ArrayList<>(Arrays.asList(1, null, "three")),
        new LinkedList<>(List.of(1, 2)),
        new CopyOnWriteArrayList<>(List.of(1)),
        new HashSet<>(List.of(1, 2, 3)),
        new LinkedHashSet<>(List.of(3, 2, 1)),
        new TreeSet<>(List.of(3, 1, 2)),
        new HashMap<>(Map.of("a", 1, "b", 2)),
        new LinkedHashMap<>(Map.of("a", 1, "b", 2)),
        new ConcurrentHashMap<>(Map.of(1, 2)),
        new TreeMap<>(Map.of(1, 2, 3, 4)),
        EnumSet.of(TimeUnit.DAYS, TimeUnit.HOURS),
        EnumSet.noneOf(TimeUnit.class),
        List.of(),
        List.of(1),
        List.of(1, 2, 3),
        List.of(1, 2, 3, 4).subList(1, 3),
        Stream.of(1, null, 3).toList(),
        Set.of(),
        Set.of(1),
        Set.of(1, 2, 3),
        Map.of(),
        Map.of(1, "a"),
        Map.of(1, "a", 2, "b"),
        Arrays.asList(1, null, 2),
        new ArrayList<>(List.of(1, 2, 3)).subList(1, 2),
        Collections.emptyList(),
        Collections.emptySet(),
        Collections.emptyMap(),
        Collections.singletonList(1),
        Collections.singleton(1),
        Collections.singletonMap(1, 2),
        Collections.unmodifiableList(new ArrayList<>(List.of(1))),
        Collections.unmodifiableList(new LinkedList<>(List.of(1))),
        Collections.unmodifiableSet(new HashSet<>(List.of(1))),
        Collections.unmodifiableMap(new HashMap<>(Map.of(1, 2))),
        Comparator.naturalOrder(),
        Comparator.reverseOrder(),
        String.CASE_INSENSITIVE_ORDER);
  }

  @ParameterizedTest
  @MethodSource("valuesOfTheJdk")
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
    assertArrayEquals(new boolean[] {true, false}, (boolean[]) roundTrip(new boolean[] {true, false}));
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

  record Positive(int value) {
    Positive {
      if (value <= 0) {
        throw new IllegalArgumentException("value must be positive: " + value);
      }
    }
  }

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
    Named<Object> named = new Named<>("n", Colour.GREEN, Optional.of(new Named<>(null, 3, Optional.empty())));
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
