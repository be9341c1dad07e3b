package dev.millrace.rdd.hadoop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.rdd.CorruptRecordFileException;
import dev.millrace.rdd.RecordFiles.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The file that makes files of records a collection. <em>Immutable.</em>
 *
 * <pre>
 * millrace records 1
 * parts 2
 * part-00000.0 4711 0a1b2c3d 100
 * part-00001.1 8 99aabbcc 0
 * crc 5f6e7d8c
 * </pre>
 *
 * <p>Each line of a part has the file's name, its length in bytes, its crc and its number of
 * records. The last line has the crc of all bytes before it, so that a part of a manifest is none.
 *
 * @param parts the files, by partition
 */
record Manifest(List<Part> parts) {

  private static final String TITLE = "millrace records " + RecordFormat.VERSION;
  private static final String CRC = "crc ";

  Manifest {
    parts = List.copyOf(parts);
  }

  byte[] encode() {
    StringBuilder text = new StringBuilder(TITLE).append('\n');
    text.append("parts ").append(parts.size()).append('\n');
    for (Part part : parts) {
      text.append(part.name()).append(' ').append(part.length()).append(' ');
      text.append(hex(part.crc())).append(' ').append(part.recordCount()).append('\n');
    }
    String crc = hex(crcOf(text.toString()));
    return text.append(CRC).append(crc).append('\n').toString().getBytes(UTF_8);
  }

  /**
   * Reads a manifest.
   *
   * @param file its name, for messages
   * @throws CorruptRecordFileException if the bytes are not what {@link #encode} makes
   */
  static Manifest decode(String file, byte[] bytes) {
    String text = new String(bytes, UTF_8);
    int last = text.lastIndexOf(CRC);
    if (last < 0
        || !text.substring(last).equals(CRC + hex(crcOf(text.substring(0, last))) + "\n")) {
      throw new CorruptRecordFileException(
          file, "it is damaged or incomplete: its last line is not the crc of the others");
    }
    List<String> lines = text.substring(0, last).lines().toList();
    if (lines.isEmpty() || !lines.get(0).equals(TITLE)) {
      throw new CorruptRecordFileException(
          file,
          "it does not begin with '"
              + TITLE
              + "' but with '"
              + (lines.isEmpty() ? "" : lines.get(0))
              + "': another version of Millrace, or something else, wrote it");
    }
    try {
      return new Manifest(parts(lines.subList(1, lines.size())));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw new CorruptRecordFileException(file, "its crc is right but its content is not", e);
    }
  }

  private static List<Part> parts(List<String> lines) {
    int count = Integer.parseInt(lines.get(0).substring("parts ".length()));
    List<Part> parts = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] fields = line.split(" ", -1);
      parts.add(
          new Part(
              fields[0],
              Long.parseLong(fields[1]),
              Integer.parseUnsignedInt(fields[2], 16),
              Long.parseLong(fields[3]),
              List.of()));
    }
    if (parts.size() != count) {
      throw new IllegalArgumentException(parts.size() + " parts instead of " + count);
    }
    return parts;
  }

  private static int crcOf(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(UTF_8));
    return RecordFormat.masked(crc);
  }

  private static String hex(int crc) {
    return Integer.toHexString(crc);
  }
}
