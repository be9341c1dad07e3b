package dev.millrace.rdd.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.esotericsoftware.kryo.kryo5.Registration;
import dev.millrace.rdd.BlockEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Blocks that earlier versions wrote into logs are read for ever. A golden file that no longer
 * reads is a break for users, to be mended in the code and never in the file.
 */
final class KryoGoldenTest {

  private static final int VALUES_IN_FILE = 88;

  private static byte[] golden(String name) throws IOException {
    try (InputStream file = KryoGoldenTest.class.getResourceAsStream("/golden/" + name)) {
      assertNotNull(file, name);
      return file.readAllBytes();
    }
  }

  private static List<Object> read(byte[] block) {
    List<Object> records = new ArrayList<>();
    new KryoRecordCodec<>(List.of("dev.millrace.rdd.codec"))
        .decode(ByteBuffer.wrap(block))
        .forEachRemaining(records::add);
    return records;
  }

  @Test
  void readsAProgramsBlockOfFormat1() throws IOException {
    assertEquals(GoldenProgram.records(), read(golden("kryo-program-1.bin")));
  }

  @Test
  void writesAProgramsBlockOfFormat1AsEver() throws IOException {
    BlockEncoder<Object> encoder = new KryoRecordCodec<>(List.of()).newEncoder();
    GoldenProgram.records().forEach(encoder::add);
    ByteBuffer block = encoder.finish();
    byte[] bytes = new byte[block.remaining()];
    block.get(bytes);
    assertArrayEquals(golden("kryo-program-1.bin"), bytes);
  }

  @Test
  void readsEveryValueOfTheJdkOfFormat1() throws IOException {
    // Values that are added to the list stand behind those that the file has.
    List<Object> read = read(golden("kryo-jdk-1.bin"));
    assertEquals(VALUES_IN_FILE, read.size());
    assertEquals(JdkValues.all().limit(VALUES_IN_FILE).toList(), read);
  }

  @Test
  void givesEachFixedClassTheSameTagForEver() {
    String[] tags = new String[BlockClassResolver.PROGRAM_TAGS_FROM];
    for (Registration entry : FixedClasses.newTable()) {
      String name = entry.getType().getName();
      tags[entry.getId()] = name.substring(name.lastIndexOf('.') + 1);
    }
    assertEquals(
        "- boolean byte char short int long float double String BigInteger BigDecimal "
            + "Tuple2 Time JumboEnumSet String$CaseInsensitiveComparator [Z [B [C [S [I [J [F [D String; "
            + "Object; - - - - - - Duration Instant LocalDate LocalTime LocalDateTime "
            + "ZoneOffset ZoneRegion OffsetTime OffsetDateTime ZonedDateTime Year YearMonth "
            + "MonthDay Period DayOfWeek Month ChronoUnit TimeUnit Optional OptionalInt "
            + "OptionalLong OptionalDouble UUID URI Locale Currency Date BitSet AtomicInteger "
            + "AtomicLong RoundingMode AbstractMap$SimpleEntry "
            + "AbstractMap$SimpleImmutableEntry KeyValueHolder ArrayList LinkedList ArrayDeque "
            + "CopyOnWriteArrayList HashSet LinkedHashSet TreeSet PriorityQueue HashMap "
            + "LinkedHashMap ConcurrentHashMap TreeMap RegularEnumSet "
            + "ImmutableCollections$ListN ImmutableCollections$List12 "
            + "ImmutableCollections$SubList ImmutableCollections$SetN "
            + "ImmutableCollections$Set12 ImmutableCollections$MapN ImmutableCollections$Map1 "
            + "Arrays$ArrayList ArrayList$SubList Collections$EmptyList Collections$EmptySet "
            + "Collections$EmptyMap Collections$UnmodifiableRandomAccessList "
            + "Collections$UnmodifiableList Collections$SingletonList "
            + "Collections$UnmodifiableSet Collections$SingletonSet "
            + "Collections$UnmodifiableMap Collections$SingletonMap "
            + "Comparators$NaturalOrderComparator Collections$ReverseComparator",
        String.join(" ", Arrays.stream(tags).map(tag -> tag == null ? "-" : tag).toList()));
  }
}
