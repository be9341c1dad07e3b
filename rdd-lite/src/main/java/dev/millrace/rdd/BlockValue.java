package dev.millrace.rdd;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The records of a block, as bytes or as objects. <em>Immutable</em>: nobody changes what it refers
 * to.
 */
public sealed interface BlockValue {

  /** How many records there are. */
  long recordCount();

  /** Bytes in memory: exact for bytes, an estimate for objects. */
  long sizeBytes();

  /**
   * Records as the bytes of a {@link RecordCodec}.
   *
   * @param bytes the encoded records; position and limit are never moved (readers duplicate it)
   */
  record Bytes(ByteBuffer bytes, long recordCount) implements BlockValue {
    @Override
    public long sizeBytes() {
      return bytes.remaining();
    }
  }

  /** Records as objects. */
  record Objects(List<?> records, long sizeBytes) implements BlockValue {
    @Override
    public long recordCount() {
      return records.size();
    }
  }
}
