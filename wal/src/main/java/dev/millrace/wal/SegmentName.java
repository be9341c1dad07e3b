package dev.millrace.wal;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A segment's place in a log, which is also its file name; never derived from a clock. Ordered as
 * segments follow each other. <em>Immutable.</em>
 *
 * @param incarnation the writer's life, from 1
 * @param number the segment in that life, from 1
 */
record SegmentName(long incarnation, int number) implements Comparable<SegmentName> {
  private static final Pattern FILE = Pattern.compile("wal-([0-9a-f]{16})-([0-9a-f]{8})\\.mlw");

  SegmentName {
    if (incarnation < 1 || number < 1) {
      throw new IllegalArgumentException(
          "incarnation and segment number start at 1: " + incarnation + ", " + number);
    }
  }

  /** Reads a file name; empty when it does not name a segment. */
  static Optional<SegmentName> parse(String fileName) {
    Matcher matcher = FILE.matcher(fileName);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long incarnation = Long.parseUnsignedLong(matcher.group(1), 16);
    int number = Integer.parseUnsignedInt(matcher.group(2), 16);
    return incarnation < 1 || number < 1
        ? Optional.empty()
        : Optional.of(new SegmentName(incarnation, number));
  }

  String fileName() {
    HexFormat hex = HexFormat.of();
    return "wal-" + hex.toHexDigits(incarnation) + "-" + hex.toHexDigits(number) + ".mlw";
  }

  /** The segment's path in {@code directory}, which may be empty for the store's root. */
  String path(String directory) {
    return directory.isEmpty() ? fileName() : directory + "/" + fileName();
  }

  @Override
  public int compareTo(SegmentName other) {
    int byIncarnation = Long.compare(incarnation, other.incarnation);
    return byIncarnation != 0 ? byIncarnation : Integer.compare(number, other.number);
  }
}
