package dev.millrace.wal;

import dev.millrace.wal.file.ReadableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The format of one snapshot file, named by its sequence and incarnation. <em>Immutable.</em>
 * Big-endian:
 *
 * <pre>
 *   0  magic "MLRSNP\r\n\x1a"                 9
 *   9  zero                                  u8
 *  10  format version                        u16
 *  12  masked CRC32C of the payload          u32
 *  16  sequence                              u64
 *  24  incarnation                           u64
 *  32  length of the payload                 u32
 *  36  masked CRC32C of 0..35                u32
 *  40  payload, to the end of the file
 * </pre>
 *
 * @param sequence the last record that the state includes
 * @param incarnation the life that wrote it
 */
record SnapshotFile(long sequence, long incarnation) implements Comparable<SnapshotFile> {
  static final int HEADER_LENGTH = 40;
  static final short VERSION = 1;

  private static final byte[] MAGIC = {'M', 'L', 'R', 'S', 'N', 'P', '\r', '\n', 0x1a};
  private static final int VERSION_OFFSET = 10;
  private static final int CRC_OFFSET = 36;

  /** Where the numbers stand in {@code snapshot-<sequence>-<incarnation>.mls}. */
  private static final int SEQUENCE_AT = 9;

  private static final int SEQUENCE_END = 25;
  private static final int INCARNATION_AT = 26;
  private static final int INCARNATION_END = 42;
  private static final int FILE_NAME_LENGTH = 46;

  /** Reads a file name; empty when it does not name a snapshot. */
  static Optional<SnapshotFile> parse(String fileName) {
    if (fileName.length() != FILE_NAME_LENGTH) {
      return Optional.empty();
    }
    try {
      SnapshotFile named =
          new SnapshotFile(
              HexFormat.fromHexDigitsToLong(fileName, SEQUENCE_AT, SEQUENCE_END),
              HexFormat.fromHexDigitsToLong(fileName, INCARNATION_AT, INCARNATION_END));
      return Optional.of(named).filter(file -> file.fileName().equals(fileName));
    } catch (NumberFormatException noSnapshot) {
      return Optional.empty();
    }
  }

  String fileName() {
    HexFormat hex = HexFormat.of();
    return "snapshot-" + hex.toHexDigits(sequence) + "-" + hex.toHexDigits(incarnation) + ".mls";
  }

  ByteBuffer encodeHeader(ByteBuffer payload) {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_LENGTH);
    bytes.put(MAGIC).put((byte) 0).putShort(VERSION).putInt(Checksum.of(payload));
    bytes.putLong(sequence).putLong(incarnation).putInt(payload.remaining());
    bytes.putInt(Checksum.of(bytes.array(), 0, CRC_OFFSET));
    return bytes.flip();
  }

  /**
   * Reads and verifies the file.
   *
   * @throws WalVersionException if it was written in another version of the format
   * @throws InvalidSnapshotException if it is damaged
   */
  Snapshot read(ReadableFile file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH);
    if (FileWindow.read(file, 0, header) < HEADER_LENGTH) {
      throw new InvalidSnapshotException("it ends in its header");
    }
    byte[] bytes = header.array();
    if (!Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new InvalidSnapshotException("it does not begin as a snapshot");
    }
    short version = header.getShort(VERSION_OFFSET);
    if (version != VERSION) {
      throw new WalVersionException(fileName(), "format version", version, VERSION);
    }
    if (header.getInt(CRC_OFFSET) != Checksum.of(bytes, 0, CRC_OFFSET)) {
      throw new InvalidSnapshotException("its header is damaged");
    }
    return readPayload(file, header.position(VERSION_OFFSET + Short.BYTES));
  }

  private Snapshot readPayload(ReadableFile file, ByteBuffer header) throws IOException {
    int crc = header.getInt();
    if (header.getLong() != sequence || header.getLong() != incarnation) {
      throw new InvalidSnapshotException("its name does not agree with its header");
    }
    int length = header.getInt();
    FileWindow ends = new FileWindow(file);
    if (length < 0
        || (length > 0 && !ends.exists((long) HEADER_LENGTH + length - 1))
        || ends.exists((long) HEADER_LENGTH + length)) {
      throw new InvalidSnapshotException("it is not " + length + " bytes long, as its header says");
    }
    ByteBuffer payload = ByteBuffer.allocate(length);
    FileWindow.read(file, HEADER_LENGTH, payload);
    if (payload.hasRemaining() || Checksum.of(payload.flip()) != crc) {
      throw new InvalidSnapshotException("its payload is damaged");
    }
    return new Snapshot(sequence, incarnation, payload.asReadOnlyBuffer());
  }

  @Override
  public int compareTo(SnapshotFile other) {
    int bySequence = Long.compare(sequence, other.sequence);
    return bySequence != 0 ? bySequence : Long.compare(incarnation, other.incarnation);
  }

  /** One file is damaged; another one may serve. */
  static final class InvalidSnapshotException extends IOException {
    private static final long serialVersionUID = 1L;

    InvalidSnapshotException(String reason) {
      super(reason);
    }
  }
}
