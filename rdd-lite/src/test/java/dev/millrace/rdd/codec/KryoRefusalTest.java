package dev.millrace.rdd.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.RecordEncodingException;
import dev.millrace.rdd.function.Tuple2;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the codec does not write, and what is left when it does not. */
@SuppressWarnings({"UnusedVariable", "ClassCanBeStatic"}) // fields are there to be encoded
final class KryoRefusalTest {

  private final KryoRecordCodec<Object> codec = new KryoRecordCodec<>(List.of());

  private int volume = 11;

  record Holder(String name, Object value) {}

  static final class Plain {
    private final String before = "before";
    private final Object value;

    Plain(Object value) {
      this.value = value;
    }
  }

  final class Inner {
    private int number;
  }

  static final class Worker extends Thread {}

  static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  static final class Labelled extends ArrayList<Integer> {
    private static final long serialVersionUID = 1L;
    private final String label = "lost?";
  }

  static final class Numbers extends ArrayList<Integer> {
    private static final long serialVersionUID = 1L;
  }

  static final class Sized extends HashMap<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    Sized(int capacity) {
      super(capacity);
    }
  }

  static final class Node {
    private Node next;
  }

  interface Shout {
    String shout();
  }

  static List<Arguments> unfit() {
    KryoRefusalTest outer = new KryoRefusalTest();
    Runnable lambda = () -> {};
    Shout anonymous =
        new Shout() {
          @Override
          public String shout() {
            return "shout " + outer.volume;
          }
        };
    InputStream stream = new ByteArrayInputStream(new byte[1]);
    return List.of(
        Arguments.of(new Worker(), "runs or is open"),
        Arguments.of(Thread.currentThread(), "class of the JDK"),
        Arguments.of(stream, "class of the JDK"),
        Arguments.of(lambda, "lambda"),
        Arguments.of(anonymous, "inner class"),
        Arguments.of(outer.new Inner(), "inner class"),
        Arguments.of(new Failure(), "Throwable"),
        Arguments.of(new Object(), "class of the JDK"),
        Arguments.of(String.class, "class of the JDK"),
        Arguments.of(new Labelled(), "label"),
        Arguments.of(new Sized(3), "reflection"),
        Arguments.of(new Worker[0], "runs or is open"));
  }

  @ParameterizedTest
  @MethodSource("unfit")
  void refusesWhatIsNoDataAndSaysWhy(Object unfit, String reason) {
    for (Object record :
        List.of(
            unfit,
            new Holder("h", unfit),
            new Plain(unfit),
            new Tuple2<>("k", unfit),
            Arrays.asList("k", unfit),
            Map.of("k", unfit),
            new Object[] {unfit})) {
      BlockEncoder<Object> encoder = codec.newEncoder();
      RecordEncodingException refusal =
          assertThrows(RecordEncodingException.class, () -> encoder.add(record));
      String message = refusal.getMessage();
      assertTrue(message.contains(record.getClass().getName()), message);
      assertTrue(message.contains(reason), message);
      assertTrue(message.contains(unfit.getClass().getName().replaceAll("^\\[L|;$", "")), message);
    }
  }

  @Test
  void saysWhichFieldHoldsWhatIsRefused() {
    RecordEncodingException refusal =
        assertThrows(
            RecordEncodingException.class,
            () -> codec.newEncoder().add(new Holder("h", new Plain(new Worker()))));
    assertTrue(
        refusal.getMessage().contains("value (" + Plain.class.getName()), refusal::getMessage);
    assertTrue(
        refusal.getMessage().contains("value (" + Holder.class.getName()), refusal::getMessage);
  }

  @Test
  void acceptsCollectionsOfAProgramThatAddNothing() {
    Numbers numbers = new Numbers();
    numbers.add(3);
    BlockEncoder<Object> encoder = codec.newEncoder();
    encoder.add(numbers);
    Object read = codec.decode(encoder.finish()).next();
    assertEquals(Numbers.class, read.getClass());
    assertEquals(numbers, read);
  }

  @Test
  void refusesCycles() {
    Node node = new Node();
    node.next = node;
    List<Object> list = new ArrayList<>();
    list.add(list);
    for (Object cyclic : List.<Object>of(node, new Object[] {list})) {
      RecordEncodingException refusal =
          assertThrows(RecordEncodingException.class, () -> codec.newEncoder().add(cyclic));
      assertTrue(refusal.getMessage().contains("refers to itself"), refusal.getMessage());
    }
  }

  @Test
  void acceptsTheGreatestDepthAndNoMore() {
    Object deep = "leaf";
    for (int depth = 1; depth < BlockKryo.DEPTH_MAX; depth++) {
      deep = List.of(deep);
    }
    BlockEncoder<Object> encoder = codec.newEncoder();
    encoder.add(deep);
    assertEquals(deep, codec.decode(encoder.finish()).next());
    Object tooDeep = List.of(deep);
    assertThrows(RecordEncodingException.class, () -> encoder.add(tooDeep));
  }

  @Test
  void holdsWhatItHeldBeforeAFailedAdd() {
    BlockEncoder<Object> undisturbed = codec.newEncoder();
    undisturbed.add("first");
    undisturbed.add(new Plain(1));
    undisturbed.add(new Holder("second", 2));
    ByteBuffer expected = undisturbed.finish();

    BlockEncoder<Object> encoder = codec.newEncoder();
    Object bad = List.of("x".repeat(10_000), new Numbers(), new Holder("h", new Worker()));
    assertThrows(RecordEncodingException.class, () -> encoder.add(bad));
    encoder.add("first");
    assertThrows(RecordEncodingException.class, () -> encoder.add(bad));
    int size = encoder.sizeBytes();
    assertThrows(RecordEncodingException.class, () -> encoder.add(bad));
    assertEquals(size, encoder.sizeBytes());
    assertEquals(1, encoder.recordCount());
    encoder.add(new Plain(1));
    assertThrows(RecordEncodingException.class, () -> encoder.add(bad));
    encoder.add(new Holder("second", 2));
    assertEquals(3, encoder.recordCount());
    assertEquals(expected, encoder.finish());
  }

  @Test
  void startsAnEmptyBlockAfterEachFinish() {
    BlockEncoder<Object> encoder = codec.newEncoder();
    ByteBuffer empty = encoder.finish();
    int emptySize = encoder.sizeBytes();
    assertEquals(emptySize, empty.remaining());
    assertEquals(List.of(), readAll(empty));
    encoder.add(new Holder("a", 1));
    ByteBuffer first = encoder.finish();
    assertEquals(0, encoder.recordCount());
    assertEquals(emptySize, encoder.sizeBytes());
    encoder.add(new Plain(2));
    encoder.add(new Holder("b", 2));
    ByteBuffer second = encoder.finish();
    assertEquals(List.of(new Holder("a", 1)), readAll(first));
    assertEquals(new Holder("b", 2), readAll(second).get(1));
  }

  @Test
  void boundsTheBlock() {
    BlockEncoder<Object> encoder = codec.newEncoder();
    encoder.add("small");
    RecordEncodingException full =
        assertThrows(
            RecordEncodingException.class,
            () -> encoder.add(new byte[BlockEncoder.SIZE_BYTES_MAX]));
    assertTrue(full.getMessage().contains("1 records"), full.getMessage());
    assertEquals(List.of("small"), readAll(encoder.finish()));
    RecordEncodingException tooLarge =
        assertThrows(
            RecordEncodingException.class,
            () -> encoder.add(new byte[BlockEncoder.SIZE_BYTES_MAX]));
    assertTrue(tooLarge.getMessage().contains("smaller records"), tooLarge.getMessage());
    int room = BlockEncoder.SIZE_BYTES_MAX - encoder.sizeBytes();
    byte[] greatest = new byte[room - 1 - 4]; // its tag and its length
    encoder.add(greatest);
    assertEquals(BlockEncoder.SIZE_BYTES_MAX, encoder.sizeBytes());
    assertThrows(RecordEncodingException.class, () -> encoder.add(null));
    assertEquals(BlockEncoder.SIZE_BYTES_MAX, encoder.finish().remaining());
  }

  private List<Object> readAll(ByteBuffer bytes) {
    List<Object> all = new ArrayList<>();
    codec.decode(bytes).forEachRemaining(all::add);
    return all;
  }
}
