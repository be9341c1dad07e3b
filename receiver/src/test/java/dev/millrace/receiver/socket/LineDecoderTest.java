package dev.millrace.receiver.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.codec.LineCodec;
import dev.millrace.receiver.LineIntake;
import dev.millrace.receiver.network.ConnectionHandler;
import dev.millrace.receiver.sim.Counters;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineDecoderTest {

  private final Counters counters = new Counters();
  private final List<String> errors = new ArrayList<>();
  private final FakeIntake intake = new FakeIntake();

  /** Keeps what it takes, and takes what a test says. */
  private static final class FakeIntake implements LineIntake {
    final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    long lines;
    int admissible = Integer.MAX_VALUE;
    boolean full;
    int offers;

    @Override
    public int admissible(int wanted, long nowNanos) {
      return Math.min(wanted, admissible);
    }

    @Override
    public boolean offer(byte[] bytes, int from, int to, int lineCount, long nowNanos) {
      offers++;
      if (full) {
        return false;
      }
      assertEquals('\n', bytes[to - 1]);
      taken.write(bytes, from, to - from);
      lines += lineCount;
      admissible -= lineCount;
      return true;
    }

    @Override
    public long waitNanos(long nowNanos) {
      return 1_000;
    }

    @Override
    public void onRoom(Runnable handler) {}

    List<String> lines() {
      List<String> lines = new ArrayList<>();
      new LineCodec().decode(ByteBuffer.wrap(taken.toByteArray())).forEachRemaining(lines::add);
      assertEquals(lines.size(), this.lines, "the counts add up");
      return lines;
    }
  }

  private LineDecoder decoder(int maxLineBytes) {
    return new LineDecoder(intake, maxLineBytes, 1, counters, errors::add);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  private static void feed(LineDecoder decoder, byte[] bytes, int pieceMax, Random random) {
    int at = 0;
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, 1 + random.nextInt(pieceMax));
      // Bytes around the piece must not be looked at.
      byte[] piece = new byte[length + 16];
      Arrays.fill(piece, (byte) '\n');
      System.arraycopy(bytes, at, piece, 8, length);
      ByteBuffer buffer = ByteBuffer.wrap(piece, 8, length);
      assertEquals(0, decoder.onBytes(buffer, 0));
      assertEquals(0, buffer.remaining());
      at += length;
    }
  }

  @Test
  void splitsAtLineFeedsAloneHoweverTheBytesArrive() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    String[] pieces = {"a", "bc", "\r", "\u0085", "\u2028", "\ufeff", "\u0000", "é", "😀", " ", ""};
    for (int trial = 0; trial < 300; trial++) {
      intake.taken.reset();
      intake.lines = 0;
      List<String> expected = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      for (int line = random.nextInt(40); line > 0; line--) {
        StringBuilder one = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
          one.append(pieces[random.nextInt(pieces.length)]);
        }
        text.append(one).append('\n');
        String read = one.toString();
        expected.add(read.endsWith("\r") ? read.substring(0, read.length() - 1) : read);
      }
      LineDecoder decoder = decoder(1 << 20);
      feed(decoder, text.toString().getBytes(UTF_8), 1 + random.nextInt(60), random);
      decoder.onEnd();
      assertEquals(expected, intake.lines(), "seed " + seed);
    }
    assertEquals(0, counters.malformed);
    assertEquals(0, counters.partial);
  }

  @Test
  void dropsAndReportsWhatHasNoLineFeedAtTheEnd() {
    byte[] sent = "one\ntwo\nthree\n".getBytes(UTF_8);
    for (int cut = 0; cut <= sent.length; cut++) {
      intake.taken.reset();
      intake.lines = 0;
      counters.partial = 0;
      errors.clear();
      LineDecoder decoder = decoder(100);
      decoder.onBytes(ByteBuffer.wrap(Arrays.copyOf(sent, cut)), 0);
      decoder.onEnd();
      long complete = new String(sent, 0, cut, UTF_8).chars().filter(c -> c == '\n').count();
      assertEquals(complete, intake.lines().size());
      boolean partial = cut > 0 && sent[cut - 1] != '\n';
      assertEquals(partial ? 1 : 0, counters.partial, "cut at " + cut);
      assertEquals(partial ? 1 : 0, errors.size());
    }
  }

  @Test
  void skipsLinesThatAreTooLongAndGoesOn() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int trial = 0; trial < 300; trial++) {
      intake.taken.reset();
      intake.lines = 0;
      counters.oversize = 0;
      int bound = 1 + random.nextInt(20);
      StringBuilder text = new StringBuilder();
      List<String> expected = new ArrayList<>();
      int oversize = 0;
      for (int i = 0; i < 30; i++) {
        String line = "x".repeat(random.nextInt(40));
        text.append(line).append('\n');
        if (line.length() <= bound) {
          expected.add(line);
        } else {
          oversize++;
        }
      }
      LineDecoder decoder = decoder(bound);
      feed(decoder, text.toString().getBytes(UTF_8), 1 + random.nextInt(200), random);
      decoder.onEnd();
      assertEquals(expected, intake.lines(), "seed " + seed + " bound " + bound);
      assertEquals(oversize, counters.oversize, "seed " + seed);
    }
  }

  @Test
  void takesLineOfExactlyTheBound() {
    LineDecoder decoder = decoder(4);
    decoder.onBytes(bytes("1234\n12345\n"), 0);
    assertEquals(List.of("1234"), intake.lines());
    assertEquals(1, counters.oversize);
  }

  @Test
  void keepsMemoryFlatUnderAnEndlessLine() {
    LineDecoder decoder = decoder(1 << 20);
    byte[] piece = new byte[256 << 10];
    Arrays.fill(piece, (byte) 'a');
    System.gc();
    long before = usedHeap();
    for (long sent = 0; sent < 1L << 30; sent += piece.length) {
      assertEquals(0, decoder.onBytes(ByteBuffer.wrap(piece), 0));
    }
    System.gc();
    assertTrue(usedHeap() - before < 8 << 20, "heap grew by " + (usedHeap() - before));
    decoder.onBytes(bytes("\nnext\n"), 0);
    assertEquals(List.of("next"), intake.lines());
    assertEquals(1, counters.oversize);
    assertEquals(1, errors.size());
    assertTrue(errors.get(0).contains("maxLineBytes"), errors.get(0));
  }

  private static long usedHeap() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  @Test
  void reportsAFloodOfLongLinesOnceASecond() {
    LineDecoder decoder = decoder(1);
    for (int i = 0; i < 1_000; i++) {
      decoder.onBytes(bytes("long\n"), i * 10_000_000L);
    }
    decoder.onEnd();
    assertEquals(1_000, counters.oversize);
    assertEquals(11, errors.size());
    assertTrue(errors.get(5).startsWith("100 lines"), errors.get(5));
  }

  @Test
  void countsMalformedLinesAndTakesThem() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes("good\n".getBytes(UTF_8));
    out.writeBytes(new byte[] {'b', (byte) 0xff, 'd', '\n'});
    out.writeBytes("é\n".getBytes(UTF_8));
    out.writeBytes(new byte[] {(byte) 0xc3, '\n'});
    LineDecoder decoder = decoder(100);
    decoder.onBytes(ByteBuffer.wrap(out.toByteArray()), 0);
    assertEquals(List.of("good", "b\ufffdd", "é", "\ufffd"), intake.lines());
    assertEquals(2, counters.malformed);
  }

  @Test
  void offersOnlyWhatTheRateLimitAdmits() {
    intake.admissible = 2;
    LineDecoder decoder = decoder(100);
    ByteBuffer sent = bytes("one\ntwo\nthree\nfour\npart");
    assertEquals(1_000, decoder.onBytes(sent, 0));
    assertEquals(List.of("one", "two"), intake.lines());
    intake.admissible = 10;
    assertEquals(0, decoder.onBytes(sent, 0));
    assertEquals(List.of("one", "two", "three", "four"), intake.lines());
  }

  @Test
  void waitsForRoomWithoutLosingItsPlace() {
    LineDecoder decoder = decoder(100);
    assertEquals(0, decoder.onBytes(bytes("be"), 0));
    intake.full = true;
    ByteBuffer sent = bytes("gun\nwhole\nrest");
    assertEquals(ConnectionHandler.UNTIL_RESUMED, decoder.onBytes(sent, 0));
    assertEquals(ConnectionHandler.UNTIL_RESUMED, decoder.onBytes(sent, 0));
    intake.full = false;
    assertEquals(0, decoder.onBytes(sent, 0));
    assertEquals(List.of("begun", "whole"), intake.lines());
    decoder.onBytes(bytes(" of it\n"), 0);
    assertEquals("rest of it", intake.lines().get(2));
  }

  @Test
  void offersAWholeReadAtOnce() {
    LineDecoder decoder = decoder(1 << 20);
    decoder.onBytes(bytes("line\n".repeat(50_000)), 0);
    assertEquals(1, intake.offers);
    assertEquals(50_000, intake.lines);
  }

  @Test
  void tellsUtf8AsTheJdkDoes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int[] interesting = {
      0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec,
      0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff
    };
    for (int trial = 0; trial < 30_000; trial++) {
      byte[] bytes = new byte[random.nextInt(9)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) interesting[random.nextInt(interesting.length)];
      }
      assertEquals(
          isValidForTheJdk(bytes),
          Utf8.isValid(bytes, 0, bytes.length),
          "seed " + seed + ": " + Arrays.toString(bytes));
    }
  }

  private static boolean isValidForTheJdk(byte[] bytes) {
    try {
      CharBuffer unused = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  @Test
  void findsLineFeedsLikeASimpleLoop() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] near = {'\n', '\n' + 1, '\n' - 1, (byte) ('\n' | 0x80), 0, -1};
    for (int trial = 0; trial < 20_000; trial++) {
      byte[] bytes = new byte[random.nextInt(40)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = near[random.nextInt(near.length)];
      }
      int from = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
      int first = -1;
      int last = -1;
      int count = 0;
      for (int i = from; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          first = first < 0 ? i : first;
          last = i;
          count++;
          assertEquals(i + 1, LineScan.behind(bytes, from, bytes.length, count), "seed " + seed);
        }
      }
      assertEquals(count, LineScan.count(bytes, from, bytes.length), "seed " + seed);
      assertEquals(first, LineScan.first(bytes, from, bytes.length), "seed " + seed);
      assertEquals(last, LineScan.last(bytes, from, bytes.length), "seed " + seed);
    }
  }
}
