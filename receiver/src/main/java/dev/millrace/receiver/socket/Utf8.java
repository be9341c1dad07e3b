package dev.millrace.receiver.socket;

/** Tells well-formed UTF-8 from other bytes, as the Unicode standard's table 3-7 has it. */
final class Utf8 {

  private Utf8() {}

  /** Whether the bytes are well-formed. */
  static boolean isValid(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      byte first = bytes[at];
      if (first >= 0) {
        at++;
        continue;
      }
      int length = sequenceLength(bytes, at, to);
      if (length == 0) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** How many lines, each ending in a line feed, hold bytes that are not well-formed. */
  static int countMalformedLines(byte[] bytes, int from, int to) {
    if (LineScan.isAscii(bytes, from, to) || isValid(bytes, from, to)) {
      return 0;
    }
    int malformed = 0;
    int start = from;
    while (start < to) {
      int lineFeed = LineScan.first(bytes, start, to);
      int end = lineFeed < 0 ? to : lineFeed;
      if (!isValid(bytes, start, end)) {
        malformed++;
      }
      start = end + 1;
    }
    return malformed;
  }

  /** Bytes of the multi-byte sequence that starts here; 0 if there is none. */
  private static int sequenceLength(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xff;
    if (first >= 0xc2 && first <= 0xdf) {
      return continues(bytes, at + 1, to, 0x80, 0xbf) ? 2 : 0;
    }
    if (first >= 0xe0 && first <= 0xef) {
      int low = first == 0xe0 ? 0xa0 : 0x80; // shorter forms
      int high = first == 0xed ? 0x9f : 0xbf; // surrogates
      return continues(bytes, at + 1, to, low, high) && continues(bytes, at + 2, to, 0x80, 0xbf)
          ? 3
          : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
      int low = first == 0xf0 ? 0x90 : 0x80; // shorter forms
      int high = first == 0xf4 ? 0x8f : 0xbf; // beyond U+10FFFF
      return continues(bytes, at + 1, to, low, high)
              && continues(bytes, at + 2, to, 0x80, 0xbf)
              && continues(bytes, at + 3, to, 0x80, 0xbf)
          ? 4
          : 0;
    }
    return 0;
  }

  private static boolean continues(byte[] bytes, int at, int to, int low, int high) {
    return at < to && (bytes[at] & 0xff) >= low && (bytes[at] & 0xff) <= high;
  }
}
