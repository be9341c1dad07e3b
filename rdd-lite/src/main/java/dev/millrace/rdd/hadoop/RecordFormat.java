package dev.millrace.rdd.hadoop;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The bytes of a file of records, version 1.
 *
 * <pre>
 * file     8   magic "MLRREC\r" and the version
 *          …   frames to the end of the file
 * frame    4   length of the block, 1 to 2^26
 *          4   number of records in it, at least 1
 *          4   crc of the two before and the block
 *          …   a block of the codec for any record
 * </pre>
 *
 * <p>Numbers are big-endian; a crc is a CRC32C, rotated right by 15 bits, plus {@code 0xa282ead8},
 * so that a crc of bytes that hold crcs does no harm.
 */
final class RecordFormat {

  static final int VERSION = 1;
  static final int HEADER_LENGTH = 8;
  static final int FRAME_HEADER_LENGTH = 12;
  static final int BLOCK_LENGTH_MAX = 1 << 26;
  static final String MANIFEST = "_MANIFEST";
  static final String MANIFEST_TEMPORARY = "_MANIFEST.tmp";
  static final String PART = "part-";

  private static final String MAGIC = "MLRREC\r";
  private static final int MASK_ROTATION = 15;
  private static final int MASK_ADDEND = 0xa282ead8;

  private RecordFormat() {}

  static byte[] header() {
    byte[] header = (MAGIC + '\0').getBytes(StandardCharsets.US_ASCII);
    header[HEADER_LENGTH - 1] = VERSION;
    return header;
  }

  /** The masked value of a checksum. */
  static int masked(CRC32C sum) {
    return Integer.rotateRight((int) sum.getValue(), MASK_ROTATION) + MASK_ADDEND;
  }

  /** The head of a frame and its checksum. */
  static ByteBuffer frameHeader(ByteBuffer block, int recordCount) {
    ByteBuffer header = ByteBuffer.allocate(FRAME_HEADER_LENGTH);
    header.putInt(block.remaining()).putInt(recordCount);
    header.putInt(frameCrc(header.array(), block)).flip();
    return header;
  }

  /** The checksum of a frame whose header's first eight bytes are given. */
  static int frameCrc(byte[] header, ByteBuffer block) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, Integer.BYTES * 2);
    crc.update(block.duplicate());
    return masked(crc);
  }

  /** The name of an attempt at a partition's file. */
  static String partName(int partition, int attempt) {
    return String.format(Locale.ROOT, "%s%05d.%d", PART, partition, attempt);
  }

  /** Whether a file in a directory of records is one that this format makes. */
  static boolean isOurs(String name) {
    return name.equals(MANIFEST) || name.equals(MANIFEST_TEMPORARY) || name.startsWith(PART);
  }
}
