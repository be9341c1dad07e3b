package dev.millrace.benchmarks;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A text of lines with 8 to 12 words each, drawn by Zipf's law (exponent 1) from 10,000 words,
 * always the same for a number of lines. <em>Immutable.</em>
 *
 * @param file the text
 * @param lines lines in it
 * @param words words in it
 * @param checksum {@link #checksum} of its true word counts
 */
record LineCorpus(Path file, long lines, long words, long checksum) {

  private static final int VOCABULARY = 10_000;
  private static final long SEED = 20_260_101L;

  /** Writes the text of {@code lines} lines to {@code file}. */
  static LineCorpus write(Path file, long lines) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    byte[][] vocabulary = vocabulary(random);
    double[] cumulative = zipf();
    long[] counts = new long[VOCABULARY];
    long words = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
      for (long line = 0; line < lines; line++) {
        int wordsInLine = 8 + random.nextInt(5);
        for (int i = 0; i < wordsInLine; i++) {
          int word = draw(cumulative, random.nextDouble());
          counts[word]++;
          if (i > 0) {
            out.write(' ');
          }
          out.write(vocabulary[word]);
        }
        words += wordsInLine;
        out.write('\n');
      }
    }
    TreeMap<String, Long> byWord = new TreeMap<>();
    for (int word = 0; word < VOCABULARY; word++) {
      if (counts[word] > 0) {
        byWord.merge(new String(vocabulary[word], StandardCharsets.UTF_8), counts[word], Long::sum);
      }
    }
    return new LineCorpus(file, lines, words, checksum(byWord));
  }

  /** A number that is equal for equal word counts, whatever the order they were counted in. */
  static long checksum(Iterable<? extends java.util.Map.Entry<String, Long>> counts) {
    long sum = 0;
    for (var count : counts) {
      long hash = count.getKey().hashCode() * 0x9E3779B97F4A7C15L + count.getValue();
      hash = (hash ^ (hash >>> 32)) * 0xD6E8FEB86659FD93L;
      sum += hash ^ (hash >>> 29);
    }
    return sum;
  }

  private static long checksum(TreeMap<String, Long> counts) {
    return checksum(counts.entrySet());
  }

  private static byte[][] vocabulary(SplittableRandom random) {
    byte[][] words = new byte[VOCABULARY][];
    for (int i = 0; i < VOCABULARY; i++) {
      int length = 3 + random.nextInt(6);
      StringBuilder word = new StringBuilder(length + 5);
      for (int c = 0; c < length - 3; c++) {
        word.append((char) ('a' + random.nextInt(26)));
      }
      words[i] = word.append(Integer.toString(i, 36)).toString().getBytes(StandardCharsets.UTF_8);
    }
    return words;
  }

  private static double[] zipf() {
    double[] cumulative = new double[VOCABULARY];
    double sum = 0;
    for (int rank = 0; rank < VOCABULARY; rank++) {
      sum += 1.0 / (rank + 1);
      cumulative[rank] = sum;
    }
    for (int rank = 0; rank < VOCABULARY; rank++) {
      cumulative[rank] /= sum;
    }
    return cumulative;
  }

  private static int draw(double[] cumulative, double at) {
    int low = 0;
    int high = cumulative.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] < at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
