package dev.millrace.rdd.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.RecordEncodingException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineCodecTest {

  private final LineCodec codec = new LineCodec();

  private List<String> decode(ByteBuffer bytes) {
    List<String> lines = new ArrayList<>();
    codec.decode(bytes).forEachRemaining(lines::add);
    return lines;
  }

  private List<String> decode(String text) {
    return decode(ByteBuffer.wrap(text.getBytes(UTF_8)));
  }

  @Test
  void splitsAtLineFeedsAloneAndKeepsEmptyLines() {
    assertEquals(List.of(), decode(""));
    assertEquals(List.of(""), decode("\n"));
    assertEquals(List.of("a", "", "b"), decode("a\n\nb\n"));
    assertEquals(List.of("a\u000b\f\u0085\u2028b", "c"), decode("a\u000b\f\u0085\u2028b\nc\n"));
    assertEquals(List.of("a", "unfinished"), decode("a\nunfinished"));
  }

  @Test
  void dropsOneCarriageReturnBeforeALineFeed() {
    assertEquals(List.of("a", "b\r", "", "c\rd"), decode("a\r\nb\r\r\n\r\nc\rd\n"));
  }

  @Test
  void replacesWhatIsNoUtf8() {
    byte[] bytes = {'a', (byte) 0xC3, '\n', (byte) 0xFF, 'b', '\n', (byte) 0xE2, (byte) 0x82, '\n'};
    assertEquals(List.of("a\uFFFD", "\uFFFDb", "\uFFFD"), decode(ByteBuffer.wrap(bytes)));
  }

  @Test
  void readsAnyKindOfBufferAndLeavesItAlone() {
    byte[] text = "before\nGr\u00fc\u00dfe\nx\nafter\n".getBytes(UTF_8);
    ByteBuffer direct = ByteBuffer.allocateDirect(text.length).put(0, text);
    ByteBuffer shifted = ByteBuffer.wrap(text);
    for (ByteBuffer buffer : List.of(direct, shifted, shifted.duplicate().asReadOnlyBuffer())) {
      buffer.position(7).limit(text.length - 6);
      assertEquals(List.of("Gr\u00fc\u00dfe", "x"), decode(buffer));
      assertEquals(List.of("Gr\u00fc\u00dfe", "x"), decode(buffer.slice()));
      assertEquals(7, buffer.position());
      assertEquals(text.length - 6, buffer.limit());
    }
  }

  @Test
  void endsLikeAnyIterator() {
    Iterator<String> lines = codec.decode(ByteBuffer.wrap(new byte[] {'\n'}));
    assertEquals("", lines.next());
    assertThrows(NoSuchElementException.class, lines::next);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void readsBackWhatWasAdded(long seed) {
    Random random = new Random(seed);
    String[] pieces = {
      "a", "\r", "\u00fc", "\u20ac", "\uD83D\uDE00", "?", " ", "0123456789", "\u0000"
    };
    LineBlockEncoder encoder = codec.newEncoder();
    for (int block = 0; block < 50; block++) {
      List<String> lines = new ArrayList<>();
      for (int i = random.nextInt(30); i > 0; i--) {
        StringBuilder line = new StringBuilder();
        for (int j = random.nextInt(12); j > 0; j--) {
          line.append(pieces[random.nextInt(pieces.length)]);
        }
        lines.add(line.toString());
        encoder.add(line.toString());
      }
      assertEquals(lines.size(), encoder.recordCount());
      int size = encoder.sizeBytes();
      ByteBuffer bytes = encoder.finish();
      assertEquals(size, bytes.remaining());
      assertEquals(lines, decode(bytes));
      assertEquals(0, encoder.recordCount());
      assertEquals(0, encoder.sizeBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6, 7})
  void readsAnyBytesAsASimpleReaderWould(long seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 500; run++) {
      byte[] bytes = new byte[random.nextInt(200)];
      for (int i = 0; i < bytes.length; i++) {
        int kind = random.nextInt(8);
        bytes[i] = kind == 0 ? (byte) '\n' : kind == 1 ? (byte) '\r' : (byte) random.nextInt(256);
      }
      assertEquals(simply(bytes), decode(ByteBuffer.wrap(bytes)), () -> Arrays.toString(bytes));
    }
  }

  private static List<String> simply(byte[] bytes) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        int end = i > start && bytes[i - 1] == '\r' ? i - 1 : i;
        lines.add(new String(Arrays.copyOfRange(bytes, start, end), UTF_8));
        start = i + 1;
      }
    }
    if (start < bytes.length) {
      lines.add(new String(Arrays.copyOfRange(bytes, start, bytes.length), UTF_8));
    }
    return lines;
  }

  @Test
  void takesWholeLinesAsTheyCame() {
    byte[] source = "xxone\r\ntwo\n\nyy".getBytes(UTF_8);
    LineBlockEncoder encoder = codec.newEncoder();
    encoder.add("zero");
    encoder.addLines(source, 2, 12, 3);
    encoder.addLines(source, 5, 5, 0);
    encoder.add("last");
    source[3] = 'X'; // the encoder has a copy
    assertEquals(5, encoder.recordCount());
    assertEquals(5 + 10 + 5, encoder.sizeBytes());
    assertEquals(List.of("zero", "one", "two", "", "last"), decode(encoder.finish()));
  }

  @Test
  void refusesARangeThatIsNoLines() {
    byte[] source = "one\ntwo\n".getBytes(UTF_8);
    LineBlockEncoder encoder = codec.newEncoder();
    assertThrows(IllegalArgumentException.class, () -> encoder.addLines(source, 0, 6, 2));
    assertThrows(IllegalArgumentException.class, () -> encoder.addLines(source, 0, 8, 0));
    assertThrows(IllegalArgumentException.class, () -> encoder.addLines(source, 0, 8, 9));
    assertThrows(IllegalArgumentException.class, () -> encoder.addLines(source, 4, 4, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> encoder.addLines(source, 4, 9, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> encoder.addLines(source, -1, 4, 1));
    assertEquals(0, encoder.sizeBytes());
    assertEquals(0, encoder.recordCount());
  }

  @Test
  void refusesWhatIsNoLine() {
    LineBlockEncoder encoder = codec.newEncoder();
    encoder.add("good");
    for (String bad : Arrays.asList("two\nlines", "\n", "half \uD83D", "\uDE00\uD83D", null)) {
      RecordEncodingException refusal =
          assertThrows(RecordEncodingException.class, () -> encoder.add(bad));
      assertTrue(refusal.getMessage().contains("java.lang.String"), refusal.getMessage());
    }
    assertEquals(1, encoder.recordCount());
    assertEquals(List.of("good"), decode(encoder.finish()));
  }

  @Test
  void boundsTheBlock() {
    LineBlockEncoder encoder = codec.newEncoder();
    byte[] chunk = new byte[1 << 20];
    Arrays.fill(chunk, (byte) 'x');
    chunk[chunk.length - 1] = '\n';
    for (int i = 0; i < 63; i++) {
      encoder.addLines(chunk, 0, chunk.length, 1);
    }
    int size = encoder.sizeBytes();
    assertThrows(RecordEncodingException.class, () -> encoder.addLines(chunk, 0, chunk.length, 1));
    String tooLong = "y".repeat(1 << 20);
    RecordEncodingException refusal =
        assertThrows(RecordEncodingException.class, () -> encoder.add(tooLong));
    assertTrue(refusal.getMessage().contains("63 records"), refusal.getMessage());
    assertEquals(size, encoder.sizeBytes());
    assertEquals(63, encoder.recordCount());
    int room = BlockEncoder.SIZE_BYTES_MAX - size;
    encoder.addLines(chunk, chunk.length - room, chunk.length, 1);
    assertEquals(BlockEncoder.SIZE_BYTES_MAX, encoder.sizeBytes());
    assertThrows(RecordEncodingException.class, () -> encoder.add(""));
    assertEquals(BlockEncoder.SIZE_BYTES_MAX, encoder.finish().remaining());
  }
}
