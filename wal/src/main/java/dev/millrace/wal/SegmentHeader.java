package dev.millrace.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * The first 128 bytes of a segment. <em>Immutable.</em> Big-endian:
 *
 * <pre>
 *   0  magic "MLRWAL\r\n\x1a"        9      64  previous last sequence   u64
 *   9  zero                         u8      72  carried last sequence    u64
 *  10  format version               u16     80  salt                     u64
 *  12  schema hash                  u32     88  created at, epoch millis u64
 *  16  log id                       16      96  segment number           u32
 *  32  incarnation                  u64    100  previous segment number  u32
 *  40  first sequence               u64    104  previous last crc        u32
 *  48  previous incarnation         u64    108  role, UTF-8, zero padded 16
 *  56  previous valid length        u64    124  masked CRC32C of 0..123  u32
 * </pre>
 *
 * <p>Magic and version keep their place in every later version. The carried last sequence tells
 * readers that records up to it, rewritten at the start of this segment, may also lie behind the
 * end of the previous one, where positions handed out earlier still point: so the previous segment
 * is kept as long as they are needed.
 *
 * @param name incarnation and segment number, as in the file's name
 * @param previous the log's end when this segment began
 * @param carriedLastSequence the last record that was carried over; {@code previous.lastSequence()}
 *     if none was
 * @param createdAtMillis for information only
 */
record SegmentHeader(
    UUID logId,
    SegmentName name,
    LogTail previous,
    long carriedLastSequence,
    int schemaHash,
    long salt,
    long createdAtMillis,
    String role) {
  static final int LENGTH = 128;
  static final int ROLE_LENGTH = 16;
  static final short VERSION = 1;

  private static final byte[] MAGIC = {'M', 'L', 'R', 'W', 'A', 'L', '\r', '\n', 0x1a};
  private static final int VERSION_OFFSET = 10;
  private static final int CRC_OFFSET = 124;

  /** The sequence of the first record in this segment. */
  long firstSequence() {
    return previous.lastSequence() + 1;
  }

  ByteBuffer encode() {
    ByteBuffer bytes = ByteBuffer.allocate(LENGTH);
    bytes.put(MAGIC).put((byte) 0).putShort(VERSION).putInt(schemaHash);
    bytes.putLong(logId.getMostSignificantBits()).putLong(logId.getLeastSignificantBits());
    bytes.putLong(name.incarnation()).putLong(firstSequence());
    bytes.putLong(previous.segment().map(SegmentName::incarnation).orElse(0L));
    bytes.putLong(previous.validLength()).putLong(previous.lastSequence());
    bytes.putLong(carriedLastSequence).putLong(salt).putLong(createdAtMillis);
    bytes.putInt(name.number()).putInt(previous.segment().map(SegmentName::number).orElse(0));
    bytes.putInt(previous.lastCrc()).put(Arrays.copyOf(roleBytes(role), ROLE_LENGTH));
    bytes.putInt(Checksum.of(bytes.array(), 0, CRC_OFFSET));
    return bytes.flip();
  }

  /**
   * Reads a header.
   *
   * @param bytes the segment's first {@link #LENGTH} bytes, or fewer if it has fewer
   * @return empty when they are not a whole, undamaged header of the segment {@code name}
   * @throws WalVersionException if the header was written by another version of the format
   */
  static Optional<SegmentHeader> decode(SegmentName name, ByteBuffer bytes) throws IOException {
    byte[] header = new byte[LENGTH];
    if (bytes.remaining() < LENGTH) {
      return Optional.empty();
    }
    bytes.get(header);
    if (!Arrays.equals(header, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(header);
    short version = in.getShort(VERSION_OFFSET);
    if (version != VERSION && version != 0) { // 0 is no version: the header is torn
      throw new WalVersionException(name.fileName(), "format version", version, VERSION);
    }
    if (version == 0 || in.getInt(CRC_OFFSET) != Checksum.of(header, 0, CRC_OFFSET)) {
      return Optional.empty();
    }
    return decodeFields(name, in.position(VERSION_OFFSET + Short.BYTES), header);
  }

  private static Optional<SegmentHeader> decodeFields(
      SegmentName name, ByteBuffer in, byte[] header) {
    int schemaHash = in.getInt();
    UUID logId = new UUID(in.getLong(), in.getLong());
    long incarnation = in.getLong();
    long firstSequence = in.getLong();
    long previousIncarnation = in.getLong();
    long previousValidLength = in.getLong();
    long previousLastSequence = in.getLong();
    long carriedLastSequence = in.getLong();
    long salt = in.getLong();
    long createdAtMillis = in.getLong();
    int number = in.getInt();
    int previousNumber = in.getInt();
    int previousLastCrc = in.getInt();
    int roleLength = 0;
    while (roleLength < ROLE_LENGTH && header[in.position() + roleLength] != 0) {
      roleLength++;
    }
    String role = new String(header, in.position(), roleLength, StandardCharsets.UTF_8);
    boolean first = previousIncarnation == 0;
    if (incarnation != name.incarnation()
        || number != name.number()
        || firstSequence != previousLastSequence + 1
        || carriedLastSequence < previousLastSequence
        || previousLastSequence < 0
        || previousValidLength < (first ? 0 : LENGTH)
        || (first ? previousNumber != 0 : previousIncarnation < 1 || previousNumber < 1)) {
      return Optional.empty();
    }
    Optional<SegmentName> previous =
        first
            ? Optional.empty()
            : Optional.of(new SegmentName(previousIncarnation, previousNumber));
    return Optional.of(
        new SegmentHeader(
            logId,
            name,
            new LogTail(previous, previousValidLength, previousLastSequence, previousLastCrc),
            carriedLastSequence,
            schemaHash,
            salt,
            createdAtMillis,
            role));
  }

  static byte[] roleBytes(String role) {
    return role.getBytes(StandardCharsets.UTF_8);
  }
}
