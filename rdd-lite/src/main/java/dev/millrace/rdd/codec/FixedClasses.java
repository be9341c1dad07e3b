package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.kryo5.serializers.OptionalSerializers;
import com.esotericsoftware.kryo.kryo5.serializers.TimeSerializers;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.time.Time;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.URI;
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
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import java.util.concurrent.atomic.AtomicLong;

/**
 * The classes of Millrace and of the JDK that every block may hold, each with the number that
 * stands in the bytes. Numbers are never changed and never used again: blocks in old logs are read
 * by them. A class is added under a free number; a change of a class's form is a new format
 * version.
 */
final class FixedClasses {

  private final List<Registration> table = new ArrayList<>();

  private FixedClasses() {}

  /** A new table, for one Kryo. */
  static List<Registration> newTable() {
    FixedClasses classes = new FixedClasses();
    classes.addScalars();
    classes.addArrays();
    classes.addTimes();
    classes.addValues();
    classes.addCollections();
    classes.addJdkViews();
    return classes.table;
  }

  private void addScalars() {
    add(1, boolean.class, new DefaultSerializers.BooleanSerializer());
    add(2, byte.class, new DefaultSerializers.ByteSerializer());
    add(3, char.class, new DefaultSerializers.CharSerializer());
    add(4, short.class, new DefaultSerializers.ShortSerializer());
    add(5, int.class, new DefaultSerializers.IntSerializer());
    add(6, long.class, new DefaultSerializers.LongSerializer());
    add(7, float.class, new DefaultSerializers.FloatSerializer());
    add(8, double.class, new DefaultSerializers.DoubleSerializer());
    add(9, String.class, new DefaultSerializers.StringSerializer());
    add(10, BigInteger.class, new DefaultSerializers.BigIntegerSerializer());
    add(11, BigDecimal.class, new DefaultSerializers.BigDecimalSerializer());
    add(12, Tuple2.class, new Tuples());
    add(13, Time.class, new Times());
  }

  private void addArrays() {
    add(
        16,
        boolean[].class,
        new PrimitiveArrays<boolean[]>(
            a -> a.length,
            (out, a) -> out.writeBooleans(a, 0, a.length),
            (in, length) -> in.readBooleans(length)));
    add(
        17,
        byte[].class,
        new PrimitiveArrays<byte[]>(
            a -> a.length, Output::writeBytes, (in, length) -> in.readBytes(length)));
    add(
        18,
        char[].class,
        new PrimitiveArrays<char[]>(
            a -> a.length,
            (out, a) -> out.writeChars(a, 0, a.length),
            (in, length) -> in.readChars(length)));
    add(
        19,
        short[].class,
        new PrimitiveArrays<short[]>(
            a -> a.length,
            (out, a) -> out.writeShorts(a, 0, a.length),
            (in, length) -> in.readShorts(length)));
    add(
        20,
        int[].class,
        new PrimitiveArrays<int[]>(
            a -> a.length,
            (out, a) -> out.writeInts(a, 0, a.length, false),
            (in, length) -> in.readInts(length, false)));
    add(
        21,
        long[].class,
        new PrimitiveArrays<long[]>(
            a -> a.length,
            (out, a) -> out.writeLongs(a, 0, a.length, false),
            (in, length) -> in.readLongs(length, false)));
    add(
        22,
        float[].class,
        new PrimitiveArrays<float[]>(
            a -> a.length,
            (out, a) -> out.writeFloats(a, 0, a.length),
            (in, length) -> in.readFloats(length)));
    add(
        23,
        double[].class,
        new PrimitiveArrays<double[]>(
            a -> a.length,
            (out, a) -> out.writeDoubles(a, 0, a.length),
            (in, length) -> in.readDoubles(length)));
    add(24, String[].class, new ObjectArrays(String.class));
    add(25, Object[].class, new ObjectArrays(Object.class));
  }

  private void addTimes() {
    add(32, Duration.class, new TimeSerializers.DurationSerializer());
    add(33, Instant.class, new TimeSerializers.InstantSerializer());
    add(34, LocalDate.class, new TimeSerializers.LocalDateSerializer());
    add(35, LocalTime.class, new TimeSerializers.LocalTimeSerializer());
    add(36, LocalDateTime.class, new TimeSerializers.LocalDateTimeSerializer());
    add(37, ZoneOffset.class, new TimeSerializers.ZoneOffsetSerializer());
    add(38, ZoneId.of("Europe/Paris").getClass(), new TimeSerializers.ZoneIdSerializer());
    add(39, OffsetTime.class, new TimeSerializers.OffsetTimeSerializer());
    add(40, OffsetDateTime.class, new TimeSerializers.OffsetDateTimeSerializer());
    add(41, ZonedDateTime.class, new TimeSerializers.ZonedDateTimeSerializer());
    add(42, Year.class, new TimeSerializers.YearSerializer());
    add(43, YearMonth.class, new TimeSerializers.YearMonthSerializer());
    add(44, MonthDay.class, new TimeSerializers.MonthDaySerializer());
    add(45, Period.class, new TimeSerializers.PeriodSerializer());
    add(46, DayOfWeek.class, new EnumNames(DayOfWeek.class));
    add(47, Month.class, new EnumNames(Month.class));
    add(48, ChronoUnit.class, new EnumNames(ChronoUnit.class));
    add(49, TimeUnit.class, new EnumNames(TimeUnit.class));
  }

  private void addValues() {
    add(50, Optional.class, new OptionalSerializers.OptionalSerializer());
    add(51, OptionalInt.class, new OptionalSerializers.OptionalIntSerializer());
    add(52, OptionalLong.class, new OptionalSerializers.OptionalLongSerializer());
    add(53, OptionalDouble.class, new OptionalSerializers.OptionalDoubleSerializer());
    add(54, UUID.class, new DefaultSerializers.UUIDSerializer());
    add(55, URI.class, new DefaultSerializers.URISerializer());
    add(56, Locale.class, new DefaultSerializers.LocaleSerializer());
    add(57, Currency.class, new DefaultSerializers.CurrencySerializer());
    add(58, Date.class, new DefaultSerializers.DateSerializer());
    add(59, BitSet.class, new DefaultSerializers.BitSetSerializer());
    add(60, AtomicInteger.class, new DefaultSerializers.AtomicIntegerSerializer());
    add(61, AtomicLong.class, new DefaultSerializers.AtomicLongSerializer());
    add(62, RoundingMode.class, new EnumNames(RoundingMode.class));
    add(63, AbstractMap.SimpleEntry.class, new MapEntries(AbstractMap.SimpleEntry::new));
    add(
        64,
        AbstractMap.SimpleImmutableEntry.class,
        new MapEntries(AbstractMap.SimpleImmutableEntry::new));
    add(65, Map.entry(1, 1).getClass(), new MapEntries(Map::entry));
  }

  @SuppressWarnings("JdkObsolete") // programs do use linked lists
  private void addCollections() {
    add(66, ArrayList.class, Elements.of(list -> list));
    add(67, LinkedList.class, Elements.of(LinkedList::new));
    add(68, ArrayDeque.class, Elements.of(ArrayDeque::new));
    add(69, CopyOnWriteArrayList.class, Elements.of(CopyOnWriteArrayList::new));
    add(70, HashSet.class, Elements.of(HashSet::new));
    add(71, LinkedHashSet.class, Elements.of(LinkedHashSet::new));
    add(72, TreeSet.class, Elements.sorted(TreeSet<Object>::comparator, TreeSet::new));
    add(
        73,
        PriorityQueue.class,
        Elements.sorted(PriorityQueue<Object>::comparator, PriorityQueue::new));
    add(74, HashMap.class, Entries.of(HashMap::new));
    add(75, LinkedHashMap.class, Entries.of(entries -> entries));
    add(76, ConcurrentHashMap.class, Entries.of(ConcurrentHashMap::new));
    add(77, TreeMap.class, Entries.sorted(TreeMap<Object, Object>::comparator, TreeMap::new));
    add(78, EnumSet.noneOf(TimeUnit.class).getClass(), new EnumSets());
    // Enums of more than 64 constants have sets of another class.
    add(14, EnumSet.noneOf(Character.UnicodeScript.class).getClass(), new EnumSets());
  }

  /** Classes of the JDK that have no public name; what is read is equal, and of the same kind. */
  @SuppressWarnings("JdkObsolete") // a list without random access is needed to get at the class
  private void addJdkViews() {
    Elements<List<Object>> immutableList = Elements.of(FixedClasses::immutableList);
    add(79, List.of().getClass(), immutableList);
    add(80, List.of(1).getClass(), immutableList);
    add(81, List.of(1, 2, 3).subList(0, 1).getClass(), immutableList);
    Elements<Set<Object>> immutableSet = Elements.of(Set::copyOf);
    add(82, Set.of().getClass(), immutableSet);
    add(83, Set.of(1).getClass(), immutableSet);
    Entries<Map<Object, Object>> immutableMap = Entries.of(Map::copyOf);
    add(84, Map.of().getClass(), immutableMap);
    add(85, Map.of(1, 1).getClass(), immutableMap);
    add(86, Arrays.asList(1).getClass(), Elements.of(list -> Arrays.asList(list.toArray())));
    add(87, new ArrayList<>().subList(0, 0).getClass(), Elements.of(list -> list));
    add(88, Collections.emptyList().getClass(), new Constant(Collections.emptyList()));
    add(89, Collections.emptySet().getClass(), new Constant(Collections.emptySet()));
    add(90, Collections.emptyMap().getClass(), new Constant(Collections.emptyMap()));
    Elements<List<Object>> readOnlyList = Elements.of(Collections::unmodifiableList);
    add(91, Collections.unmodifiableList(new ArrayList<>()).getClass(), readOnlyList);
    add(92, Collections.unmodifiableList(new LinkedList<>()).getClass(), readOnlyList);
    add(
        93,
        Collections.singletonList(1).getClass(),
        Elements.of(list -> Collections.singletonList(only(list))));
    Elements<Set<Object>> readOnlySet =
        Elements.of(list -> Collections.unmodifiableSet(new LinkedHashSet<>(list)));
    add(94, Collections.unmodifiableSet(new HashSet<>()).getClass(), readOnlySet);
    add(
        95,
        Collections.singleton(1).getClass(),
        Elements.of(list -> Collections.singleton(only(list))));
    Entries<Map<Object, Object>> readOnlyMap = Entries.of(Collections::unmodifiableMap);
    add(96, Collections.unmodifiableMap(new HashMap<>()).getClass(), readOnlyMap);
    add(
        97,
        Collections.singletonMap(1, 1).getClass(),
        Entries.of(
            entries -> {
              Map.Entry<Object, Object> entry = only(entries.entrySet());
              return Collections.singletonMap(entry.getKey(), entry.getValue());
            }));
    add(98, Comparator.naturalOrder().getClass(), new Constant(Comparator.naturalOrder()));
    add(99, Comparator.reverseOrder().getClass(), new Constant(Comparator.reverseOrder()));
    add(15, String.CASE_INSENSITIVE_ORDER.getClass(), new Constant(String.CASE_INSENSITIVE_ORDER));
  }

  /** Lists of streams are of the same classes as {@code List.of}, but may hold null. */
  private static List<Object> immutableList(List<Object> elements) {
    return elements.contains(null) ? elements.stream().toList() : List.copyOf(elements);
  }

  private static <E> E only(Collection<E> elements) {
    if (elements.size() != 1) {
      throw new KryoException("a singleton has " + elements.size() + " elements");
    }
    return elements.iterator().next();
  }

  private void add(int id, Class<?> type, Serializer<?> serializer) {
    table.add(new Registration(type, serializer, id));
  }

  /** One key and one value. */
  private static final class MapEntries extends Serializer<Map.Entry<?, ?>> {

    /** Makes an entry. */
    @FunctionalInterface
    interface Maker {
      Map.Entry<?, ?> of(Object key, Object value);
    }

    private final Maker maker;

    MapEntries(Maker maker) {
      this.maker = maker;
    }

    @Override
    public void write(Kryo kryo, Output output, Map.Entry<?, ?> entry) {
      kryo.writeClassAndObject(output, entry.getKey());
      kryo.writeClassAndObject(output, entry.getValue());
    }

    @Override
    public Map.Entry<?, ?> read(Kryo kryo, Input input, Class<? extends Map.Entry<?, ?>> ignored) {
      Object key = kryo.readClassAndObject(input);
      return maker.of(key, kryo.readClassAndObject(input));
    }
  }
}
