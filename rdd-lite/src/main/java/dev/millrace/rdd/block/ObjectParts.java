package dev.millrace.rdd.block;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.RecordCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Turns the objects of a block into bytes and back. <em>Immutable and thread-safe.</em> A block of
 * objects may be larger than what a codec takes at once, so it is cut into parts.
 */
final class ObjectParts {

  /** A part ends with the record that reaches this size. */
  static final int PART_BYTES = 1 << 20;

  private final RecordCodec<Object> codec;

  ObjectParts(RecordCodec<Object> codec) {
    this.codec = codec;
  }

  /**
   * Encodes records.
   *
   * @throws dev.millrace.rdd.RecordEncodingException if one of them cannot be encoded
   */
  List<ByteBuffer> encode(List<?> records) {
    List<ByteBuffer> parts = new ArrayList<>();
    BlockEncoder<Object> encoder = codec.newEncoder();
    for (Object record : records) {
      encoder.add(record);
      if (encoder.sizeBytes() >= PART_BYTES) {
        parts.add(encoder.finish());
      }
    }
    if (encoder.recordCount() > 0) {
      parts.add(encoder.finish());
    }
    return parts;
  }

  List<Object> decode(List<ByteBuffer> parts) {
    List<Object> records = new ArrayList<>();
    for (ByteBuffer part : parts) {
      Iterator<Object> decoded = codec.decode(part);
      while (decoded.hasNext()) {
        records.add(decoded.next());
      }
    }
    return records;
  }
}
