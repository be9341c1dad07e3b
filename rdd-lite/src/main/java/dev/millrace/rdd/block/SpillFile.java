package dev.millrace.rdd.block;

import java.nio.file.Path;
import java.util.List;

/**
 * A block on disk. <em>Immutable.</em> Lengths and checksum stay in memory, so that a file that was
 * exchanged for another valid one is found out too.
 *
 * @param partLengths bytes of each part, in the order in which they lie in the file
 * @param sizeBytes their sum
 * @param crc32c checksum of all parts
 */
record SpillFile(Path path, List<Integer> partLengths, long sizeBytes, long crc32c) {

  SpillFile {
    partLengths = List.copyOf(partLengths);
  }
}
