package dev.millrace.rdd.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.MillraceConf;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of a program's classes are read, and that they are what they were. */
@SuppressWarnings({
  "ByteBufferBackingArray",
  "UnusedVariable"
}) // finish gives a whole array; fields are there to be encoded
final class KryoClassesTest {

  record PersonA(String name, int age) {}

  record PersonB(String name, long age) {}

  record Positive(int value) {
    Positive {
      if (value <= 0) {
        throw new IllegalArgumentException("value must be positive: " + value);
      }
    }
  }

  static final class HouseA {
    private int number = 1;
  }

  static final class HouseB {
    private int number = 1;
    private String street = "new";
  }

  static class Box<T> {
    private T value;
  }

  static final class BoxA extends Box<Integer> {}

  static final class BoxB extends Box<Long> {}

  enum Colour {
    RED,
    GREEN
  }

  private static ByteBuffer blockOf(Object record) {
    BlockEncoder<Object> encoder = new KryoRecordCodec<>(List.of()).newEncoder();
    encoder.add(record);
    return encoder.finish();
  }

  private static Object read(ByteBuffer block, String... allowed) {
    return new KryoRecordCodec<>(List.of(allowed)).decode(block).next();
  }

  /** The block after a change of its text, of equal length. */
  private static ByteBuffer edited(ByteBuffer block, String from, String to) {
    String text = new String(block.array(), ISO_8859_1);
    // A short ASCII string marks its last character with the high bit.
    assertTrue(text.contains(from), text);
    assertEquals(from.length(), to.length());
    return ByteBuffer.wrap(text.replace(from, to).getBytes(ISO_8859_1));
  }

  @Test
  void refusesAClassThatNeitherWasWrittenNorIsAllowed() {
    ByteBuffer block = blockOf(new PersonA("Ada", 36));
    RefusedClassException refusal = assertThrows(RefusedClassException.class, () -> read(block));
    assertEquals(PersonA.class.getName(), refusal.className());
    assertTrue(refusal.getMessage().contains(PersonA.class.getName()), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("millrace.serializer.allow"), refusal.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev",
        "dev.millrace.rdd.codec",
        "dev.millrace.rdd.codec.KryoClassesTest",
        "dev.millrace.rdd.codec.KryoClassesTest$PersonA"
      })
  void readsClassesUnderAnAllowedPackageOrClass(String prefix) {
    assertEquals(new PersonA("Ada", 36), read(blockOf(new PersonA("Ada", 36)), "x.y", prefix));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev.millrace.rdd.code",
        "dev.millrace.rdd.codec.Kryo",
        "dev.millrace.rdd.codec.KryoClassesTest$PersonB",
        "millrace.rdd.codec"
      })
  void takesAPrefixForWholeNamesOnly(String prefix) {
    ByteBuffer block = blockOf(new PersonA("Ada", 36));
    assertThrows(RefusedClassException.class, () -> read(block, prefix));
  }

  record Family(PersonA head) {}

  /**
   * A final class could be left out beside the field that has its type; then nobody would judge it.
   */
  @Test
  void judgesClassesWithinOthersToo() {
    ByteBuffer block = blockOf(new Family(new PersonA("Ada", 36)));
    RefusedClassException refusal =
        assertThrows(RefusedClassException.class, () -> read(block, Family.class.getName()));
    assertEquals(PersonA.class.getName(), refusal.className());
    assertEquals(
        new Family(new PersonA("Ada", 36)),
        read(block, Family.class.getName(), PersonA.class.getName()));
  }

  @Test
  void judgesArraysByTheirElements() {
    ByteBuffer block = blockOf(new PersonA[][] {{new PersonA("Ada", 36)}});
    assertThrows(RefusedClassException.class, () -> read(block));
    Object[] read = (Object[]) read(block, "dev.millrace");
    assertEquals(PersonA[][].class, read.getClass());
    Object[] numbers = (Object[]) read(blockOf(new int[][] {{1}}));
    assertEquals(int[][].class, numbers.getClass());
    assertEquals(String[][].class, read(blockOf(new String[][] {{"a"}})).getClass());
  }

  @Test
  void readsWhatItWroteItself() {
    KryoRecordCodec<Object> codec = new KryoRecordCodec<>(List.of());
    BlockEncoder<Object> encoder = codec.newEncoder();
    encoder.add(new PersonA("Ada", 36));
    assertEquals(new PersonA("Ada", 36), codec.decode(encoder.finish()).next());
  }

  @Test
  void travelsWithTheNamesItWrote() throws Exception {
    KryoRecordCodec<Object> codec = new KryoRecordCodec<>(List.of("x.y"));
    BlockEncoder<Object> encoder = codec.newEncoder();
    encoder.add(new PersonA("Ada", 36));
    ByteBuffer block = encoder.finish();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(codec);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      KryoRecordCodec<?> copy = (KryoRecordCodec<?>) in.readObject();
      assertEquals(new PersonA("Ada", 36), copy.decode(block).next());
      ByteBuffer other = blockOf(new PersonB("Bob", 1));
      assertThrows(RefusedClassException.class, () -> copy.decode(other));
    }
  }

  @Test
  void refusesAClassOfTheJdkWhateverIsAllowed() {
    ByteBuffer block = blockOf(new PersonA("Ada", 36));
    String name = PersonA.class.getName();
    String jdk = "java.util.concurrent.ThreadPoolExecutor";
    String padded = "[".repeat(name.length() - jdk.length() - 2) + "L" + jdk + ";";
    assertEquals(name.length(), padded.length());
    ByteBuffer evil = edited(block, name, padded);
    assertThrows(RefusedClassException.class, () -> read(evil, "dev"));
    assertThrows(IllegalArgumentException.class, () -> new KryoRecordCodec<>(List.of("java.util")));
  }

  @Test
  void refusesARecordWhoseComponentsChanged() {
    ByteBuffer block = blockOf(new PersonA("Ada", 36));
    RefusedClassException refusal =
        assertThrows(
            RefusedClassException.class, () -> read(edited(block, "$PersonA", "$PersonB"), "dev"));
    assertTrue(refusal.getMessage().contains("int age"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("long age"), refusal.getMessage());
  }

  @Test
  void refusesAClassWhoseFieldsChanged() {
    ByteBuffer block = blockOf(new HouseA());
    RefusedClassException refusal =
        assertThrows(
            RefusedClassException.class, () -> read(edited(block, "$HouseA", "$HouseB"), "dev"));
    assertTrue(refusal.getMessage().contains("class(int number)"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("java.lang.String street"), refusal.getMessage());
  }

  @Test
  void refusesAClassWhoseTypeVariableChanged() {
    BoxA box = new BoxA();
    ((Box<Integer>) box).value = 3;
    ByteBuffer block = blockOf(box);
    assertEquals(3, ((Box<?>) read(block, "dev")).value);
    assertThrows(RefusedClassException.class, () -> read(edited(block, "$BoxA", "$BoxB"), "dev"));
  }

  @Test
  void refusesAClassThatIsGone() {
    ByteBuffer block = blockOf(new HouseA());
    RefusedClassException refusal =
        assertThrows(
            RefusedClassException.class, () -> read(edited(block, "$HouseA", "$HouseZ"), "dev"));
    assertTrue(refusal.getMessage().contains("cannot be loaded"), refusal.getMessage());
  }

  @Test
  void refusesAConstantThatIsGone() {
    ByteBuffer block = blockOf(List.of(Colour.RED, "x"));
    RecordDecodingException refusal =
        assertThrows(
            RecordDecodingException.class,
            () -> read(edited(block, "RE\u00c4", "RA\u00c4"), "dev"));
    assertTrue(refusal.getMessage().contains("no constant RAD"), refusal.getMessage());
  }

  @Test
  void holdsARecordToItsOwnRules() {
    byte[] block = blockOf(new Positive(5)).array();
    // tag of the first program class, then the number, zigzag
    assertEquals(10, block[10]);
    block[10] = 9;
    RecordDecodingException refusal =
        assertThrows(RecordDecodingException.class, () -> read(ByteBuffer.wrap(block), "dev"));
    assertTrue(refusal.getMessage().contains("must be positive: -5"), refusal.getMessage());
  }

  @Test
  void parsesTheConfiguredPrefixes() {
    assertEquals(List.of(), new MillraceConf().get(KryoRecordCodec.ALLOW));
    assertEquals(
        List.of("com.acme", "org.x.Y$Z"),
        new MillraceConf()
            .set("millrace.serializer.allow", " com.acme ,, org.x.Y$Z ")
            .get(KryoRecordCodec.ALLOW));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.acme.",
        "com acme",
        "*",
        "com..acme",
        ".com",
        "java",
        "java.util",
        "jdk",
        "sun.misc",
        "1a"
      })
  void refusesAPrefixThatIsNone(String prefix) {
    MillraceConf conf = new MillraceConf().set("millrace.serializer.allow", prefix);
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> conf.get(KryoRecordCodec.ALLOW));
    assertTrue(refusal.getMessage().contains("millrace.serializer.allow"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("'" + prefix + "'"), refusal.getMessage());
  }
}
