package dev.millrace.wal;

import java.util.HexFormat;
import java.util.Optional;

/**
 * A segment's place in a log, which is also its file name; never derived from a clock. Ordered as
 * segments follow each other. <em>Immutable.</em>
 *
 * @param incarnation the writer's life, from 1
 * @param number the segment in that life, from 1
 */
record SegmentName(long incarnation, int number) implements Comparable<SegmentName> {
  /** Where the numbers stand in {@code wal-<incarnation>-<number>.mlw}. */
  private static final int INCARNATION_AT = 4;

  private static final int INCARNATION_END = 20;
  private static final int NUMBER_AT = 21;
  private static final int NUMBER_END = 29;
  private static final int FILE_NAME_LENGTH = 33;

  SegmentName {
    if (incarnation < 1 || number < 1) {
      throw new IllegalArgumentException(
          "incarnation and segment number start at 1: " + incarnation + ", " + number);
    }
  }

  /** Reads a file name; empty when it does not name a segment. */
  static Optional<SegmentName> parse(String fileName) {
    if (fileName.length() != FILE_NAME_LENGTH) {
      return Optional.empty();
    }
    long incarnation;
    int number;
    try {
      incarnation = HexFormat.fromHexDigitsToLong(fileName, INCARNATION_AT, INCARNATION_END);
      number = HexFormat.fromHexDigits(fileName, NUMBER_AT, NUMBER_END);
    } catch (NumberFormatException noSegment) {
      return Optional.empty();
    }
    return incarnation < 1 || number < 1
        ? Optional.empty()
        : Optional.of(new SegmentName(incarnation, number))
            .filter(name -> name.fileName().equals(fileName));
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
