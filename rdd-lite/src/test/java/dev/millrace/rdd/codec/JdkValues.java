package dev.millrace.rdd.codec;

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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A value of every kind of the JDK, and of Millrace, that blocks may hold and that has an equals.
 */
final class JdkValues {

  private JdkValues() {}

  @SuppressWarnings({"JavaUtilDate", "JdkObsolete"}) // programs use them
  static Stream<Object> all() {
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
        EnumSet.of(ManyConstants.C70),
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

  /** Too many for a set in one word. */
  @SuppressWarnings("UnusedVariable") // the constants are there to be many
  enum ManyConstants {
    C0,
    C1,
    C2,
    C3,
    C4,
    C5,
    C6,
    C7,
    C8,
    C9,
    C10,
    C11,
    C12,
    C13,
    C14,
    C15,
    C16,
    C17,
    C18,
    C19,
    C20,
    C21,
    C22,
    C23,
    C24,
    C25,
    C26,
    C27,
    C28,
    C29,
    C30,
    C31,
    C32,
    C33,
    C34,
    C35,
    C36,
    C37,
    C38,
    C39,
    C40,
    C41,
    C42,
    C43,
    C44,
    C45,
    C46,
    C47,
    C48,
    C49,
    C50,
    C51,
    C52,
    C53,
    C54,
    C55,
    C56,
    C57,
    C58,
    C59,
    C60,
    C61,
    C62,
    C63,
    C64,
    C65,
    C66,
    C67,
    C68,
    C69,
    C70
  }
}
