package dev.millrace.receiver.block;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.RecordEncodingException;
import java.util.ArrayList;
import java.util.List;

/**
 * Records as objects. <em>Owned by one thread at a time.</em>
 *
 * <p>Their size is estimated from the encoded size of the first record and of every one whose
 * number is a power of two. A record of a type that cannot be encoded is welcome here.
 */
final class ObjectBuffer<T> implements RecordBuffer<T> {

  /** Heap bytes for each encoded byte, roughly: headers, padding, two-byte characters. */
  private static final int HEAP_PER_ENCODED_BYTE = 3;

  private static final int HEAP_PER_RECORD = 32;
  private static final int ENCODED_WHEN_UNKNOWN = 32;

  private final RecordCodec<T> codec;
  private List<T> records = new ArrayList<>();
  private long sampledBytes;
  private int samples;

  ObjectBuffer(RecordCodec<T> codec) {
    this.codec = codec;
  }

  @Override
  public boolean add(T record) {
    if (record == null) {
      throw new RecordEncodingException("a record must not be null", null);
    }
    int number = records.size() + 1;
    if (Integer.bitCount(number) == 1) {
      sampledBytes += encodedBytes(record);
      samples++;
    }
    records.add(record);
    return true;
  }

  private int encodedBytes(T record) {
    BlockEncoder<T> encoder = codec.newEncoder();
    try {
      encoder.add(record);
      return encoder.sizeBytes();
    } catch (RecordEncodingException e) {
      return ENCODED_WHEN_UNKNOWN; // only the estimate needed the bytes
    }
  }

  @Override
  public int recordCount() {
    return records.size();
  }

  @Override
  public long sizeBytes() {
    if (samples == 0) {
      return 0;
    }
    long perRecord = HEAP_PER_RECORD + HEAP_PER_ENCODED_BYTE * sampledBytes / samples;
    return perRecord * records.size();
  }

  @Override
  public BlockValue finish() {
    BlockValue value = new BlockValue.Objects(records, sizeBytes());
    records = new ArrayList<>();
    sampledBytes = 0;
    samples = 0;
    return value;
  }
}
