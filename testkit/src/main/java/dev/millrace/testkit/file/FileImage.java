package dev.millrace.testkit.file;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One file's bytes: what is visible, and how much of it a power loss leaves. <em>Owned by the
 * world's thread.</em>
 *
 * <pre>
 *   0            syncedLength            length
 *   | durable, but for the doubtful |  dirty  |
 * </pre>
 *
 * Doubtful are the ranges that a failed sync left behind as clean without having written them.
 */
final class FileImage {
  /** What a disk writes as a whole or not at all. */
  static final int SECTOR_BYTES = 512;

  /** Bytes {@code fromInclusive} to {@code toExclusive}. */
  private record Range(int fromInclusive, int toExclusive) {}

  private final List<Range> doubtful = new ArrayList<>();
  private byte[] bytes = new byte[256];
  private int length;
  private int syncedLength;

  int length() {
    return length;
  }

  void append(ByteBuffer source, int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, count), 2 * bytes.length));
    }
    source.get(bytes, length, count);
    length += count;
  }

  /** Reads up to {@code countMax} bytes; -1 at and behind the end. */
  int read(long position, ByteBuffer into, int countMax) {
    if (position >= length) {
      return -1;
    }
    int count = (int) Math.min(countMax, length - position);
    into.put(bytes, (int) position, count);
    return count;
  }

  byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** Replaces all bytes by durable ones. */
  void replace(byte[] content) {
    bytes = content.clone();
    length = content.length;
    syncedLength = length;
    doubtful.clear();
  }

  void sync() {
    syncedLength = length;
  }

  /** A sync that failed: nothing is dirty any more, and nothing of it needs to be on the disk. */
  void failSync() {
    if (syncedLength < length) {
      doubtful.add(new Range(syncedLength, length));
      syncedLength = length;
    }
  }

  /** Whether a power loss may take anything away. */
  boolean isAtRisk() {
    return syncedLength < length || !doubtful.isEmpty();
  }

  /**
   * Loses what was not synced: all, nothing, a tail, or sectors here and there.
   *
   * @param stale what stood on the disk's free sectors before
   */
  void losePower(RandomGenerator chance, byte[] stale) {
    doubtful.forEach(range -> loseSectors(range, chance, stale));
    doubtful.clear();
    switch (chance.nextInt(5)) {
      case 0 -> length = syncedLength;
      case 1 -> length = syncedLength + chance.nextInt(length - syncedLength + 1);
      case 2 -> loseSectors(new Range(syncedLength, length), chance, new byte[0]);
      case 3 -> loseSectors(new Range(syncedLength, length), chance, stale);
      default -> {}
    }
    syncedLength = length;
  }

  /** Of each sector in the range: keeps it, loses it, or keeps its beginning only. */
  private void loseSectors(Range range, RandomGenerator chance, byte[] stale) {
    int from = range.fromInclusive();
    while (from < range.toExclusive()) {
      int sectorEnd = (from / SECTOR_BYTES + 1) * SECTOR_BYTES;
      int to = Math.min(sectorEnd, range.toExclusive());
      int kept =
          switch (chance.nextInt(8)) {
            case 0, 1, 2 -> 0;
            case 3 -> chance.nextInt(to - from);
            default -> to - from;
          };
      for (int i = from + kept; i < to; i++) {
        bytes[i] = i < stale.length ? stale[i] : 0;
      }
      from = to;
    }
  }
}
