package dev.millrace.rdd.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.function.Tuple2;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are not what the codec wrote. */
// finish gives a whole array; components and fields are there to be encoded
@SuppressWarnings({"ArrayRecordComponent", "ByteBufferBackingArray", "UnusedVariable"})
final class KryoDamageTest {

  private final KryoRecordCodec<Object> codec = new KryoRecordCodec<>(List.of());

  record Sensor(String name, int[] values, List<Object> tags) {}

  static final class Reading {
    private String name = "sensor";
    private long[] values = {1, 2, 3};
    private Map<String, Object> tags = new HashMap<>(Map.of("a", List.of(1, "b")));
  }

  enum Kind {
    ONE,
    TWO
  }

  private byte[] richBlock() {
    BlockEncoder<Object> encoder = codec.newEncoder();
    JdkValues.all().forEach(encoder::add);
    encoder.add(new Sensor("s", new int[] {1, 2}, Arrays.asList(Kind.ONE, null, 3.5)));
    encoder.add(new Reading());
    encoder.add(new Kind[] {Kind.TWO});
    encoder.add(new double[] {1, 2});
    encoder.add(new boolean[] {true});
    ByteBuffer bytes = encoder.finish();
    return Arrays.copyOf(bytes.array(), bytes.remaining());
  }

  /**
   * Reads everything; whatever is wrong must be a decoding exception, and the bytes stay as they
   * are.
   */
  private int readAll(byte[] bytes) {
    byte[] before = bytes.clone();
    int count = 0;
    try {
      Iterator<Object> records = codec.decode(ByteBuffer.wrap(bytes));
      while (records.hasNext()) {
        records.next();
        count++;
      }
    } finally {
      assertArrayEquals(before, bytes, "the block's bytes were changed by reading them");
    }
    return count;
  }

  @Test
  void refusesEveryTruncation() {
    byte[] good = richBlock();
    assertTrue(readAll(good) > 80);
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThrows(RecordDecodingException.class, () -> readAll(cut), "cut at " + length);
    }
    byte[] longer = Arrays.copyOf(good, good.length + 1);
    assertThrows(RecordDecodingException.class, () -> readAll(longer));
  }

  @Test
  void survivesEveryFlippedBit() {
    byte[] good = richBlock();
    int refused = 0;
    for (int bit = 0; bit < good.length * 8; bit++) {
      byte[] bad = good.clone();
      bad[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        readAll(bad);
      } catch (RecordDecodingException e) {
        refused++;
      }
    }
    assertTrue(refused > 0, "no flip was noticed");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void survivesRandomDamage(long seed) {
    Random random = new Random(seed);
    byte[] good = richBlock();
    for (int run = 0; run < 3_000; run++) {
      byte[] bad = good.clone();
      for (int i = 0; i <= random.nextInt(8); i++) {
        bad[KryoBlockEncoder.HEADER_BYTES + random.nextInt(bad.length - 9)] = randomByte(random);
      }
      try {
        readAll(bad);
      } catch (RecordDecodingException e) {
        // Refused, as it should be; anything else fails the test with its seed.
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 6})
  void survivesBytesThatWereNeverABlock(long seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 20_000; run++) {
      byte[] records = new byte[1 + random.nextInt(60)];
      for (int i = 0; i < records.length; i++) {
        records[i] = randomByte(random);
      }
      try {
        readAll(blockOf(1, records));
      } catch (RecordDecodingException e) {
        // Refused, as it should be; anything else fails the test with its seed.
      }
    }
  }

  /** Tags, small lengths and huge lengths are likelier than others to get far. */
  private static byte randomByte(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> (byte) random.nextInt(100);
      case 1 -> (byte) 0xFF;
      case 2 -> (byte) random.nextInt(4);
      default -> (byte) random.nextInt();
    };
  }

  /** A block without program classes around the bytes of records. */
  private static byte[] blockOf(int count, byte[] records) {
    ByteBuffer block = ByteBuffer.allocate(KryoBlockEncoder.HEADER_BYTES + records.length + 1);
    block.put(KryoBlockEncoder.FORMAT_VERSION).putInt(count).putInt(records.length).put(records);
    return block.array();
  }

  @Test
  void allocatesNothingForALengthThatCannotBe() {
    for (int tag = 1; tag < BlockClassResolver.PROGRAM_TAGS_FROM; tag++) {
      for (int more : new int[] {0x07, 0x03, 0x01}) {
        byte[] bomb = {
          (byte) tag, -1, -1, -1, -1, (byte) more, -1, -1, -1, (byte) more, 1, 1, 1, 1, 1, 1
        };
        assertBounded(blockOf(1, bomb));
      }
    }
  }

  @Test
  void allocatesNothingForLengthsInLengths() {
    // Each level claims all the bytes that are left, in lists, arrays and maps by turns.
    for (int tag : new int[] {66, 25, 24, 75, 74, 79, 70}) {
      byte[] bomb = new byte[1 << 20];
      Arrays.fill(bomb, (byte) 0);
      int at = 0;
      for (int level = 0; level < 70; level++) {
        bomb[at++] = (byte) tag;
        int claim = bomb.length - at - 4;
        bomb[at++] = (byte) (claim | 0x80);
        bomb[at++] = (byte) (claim >>> 7 | 0x80);
        bomb[at++] = (byte) (claim >>> 14 & 0x7F);
      }
      assertBounded(blockOf(1, bomb));
    }
  }

  private void assertBounded(byte[] block) {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    readQuietly(block); // loads classes
    long before = threads.getCurrentThreadAllocatedBytes();
    readQuietly(block);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertTrue(
        allocated < 40L * block.length + (1 << 20),
        () -> allocated + " bytes for a block of " + block.length + ": " + block[9]);
  }

  private void readQuietly(byte[] block) {
    try {
      Iterator<Object> records = codec.decode(ByteBuffer.wrap(block));
      while (records.hasNext()) {
        records.next();
      }
    } catch (RecordDecodingException e) {
      // Refused, as it should be.
    }
  }

  @Test
  void refusesCountsThatDoNotFit() {
    byte[] twoNulls = {0, 0};
    assertEquals(2, readAll(blockOf(2, twoNulls)));
    for (int count : new int[] {-1, 0, 1, 3, Integer.MAX_VALUE}) {
      assertThrows(RecordDecodingException.class, () -> readAll(blockOf(count, twoNulls)));
    }
  }

  @Test
  void refusesAnotherFormatVersion() {
    byte[] block = blockOf(1, new byte[] {0});
    block[0] = 2;
    RecordDecodingException refusal =
        assertThrows(RecordDecodingException.class, () -> readAll(block));
    assertTrue(refusal.getMessage().contains("version 2"), refusal.getMessage());
  }

  @Test
  void saysWhichRecordIsDamagedAndReadsThoseBefore() {
    BlockEncoder<Object> encoder = codec.newEncoder();
    encoder.add("good");
    encoder.add(new Tuple2<>("bad", 1));
    encoder.add("unreachable");
    byte[] block = encoder.finish().array();
    block[9 + 5 + 1] = 26; // a tag that means nothing, in place of the pair's first value
    Iterator<Object> records = codec.decode(ByteBuffer.wrap(block));
    assertEquals("good", records.next());
    RecordDecodingException refusal = assertThrows(RecordDecodingException.class, records::next);
    assertTrue(refusal.getMessage().contains("record 1 of 3"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("class tag 26"), refusal.getMessage());
    assertThrows(RecordDecodingException.class, records::next);
  }

  @Test
  void endsLikeAnyIterator() {
    Iterator<Object> records = codec.decode(ByteBuffer.wrap(blockOf(1, new byte[] {0})));
    records.next();
    assertFalse(records.hasNext());
    assertThrows(NoSuchElementException.class, records::next);
  }

  @Test
  void readsAnyKindOfBufferAndLeavesItAlone() {
    byte[] block = richBlock();
    List<ByteBuffer> buffers = new ArrayList<>();
    ByteBuffer direct = ByteBuffer.allocateDirect(block.length + 7);
    direct.position(3).put(3, block).limit(3 + block.length);
    buffers.add(direct);
    ByteBuffer shifted = ByteBuffer.allocate(block.length + 9);
    shifted.position(4).put(4, block).limit(4 + block.length);
    buffers.add(shifted);
    buffers.add(shifted.slice());
    buffers.add(shifted.slice().asReadOnlyBuffer());
    buffers.add(shifted.duplicate().order(java.nio.ByteOrder.LITTLE_ENDIAN));
    for (ByteBuffer buffer : buffers) {
      int position = buffer.position();
      int limit = buffer.limit();
      Iterator<Object> records = codec.decode(buffer);
      for (Object expected : (Iterable<Object>) JdkValues.all()::iterator) {
        assertEquals(expected, records.next());
      }
      assertEquals(position, buffer.position());
      assertEquals(limit, buffer.limit());
    }
  }
}
