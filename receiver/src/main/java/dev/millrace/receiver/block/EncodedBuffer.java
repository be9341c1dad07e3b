package dev.millrace.receiver.block;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.RecordEncodingException;
import dev.millrace.rdd.codec.LineBlockEncoder;

/** Records as bytes. <em>Owned by one thread at a time.</em> */
final class EncodedBuffer<T> implements RecordBuffer<T> {

  private final RecordCodec<T> codec;
  private final BlockEncoder<T> encoder;

  EncodedBuffer(RecordCodec<T> codec) {
    this.codec = codec;
    this.encoder = codec.newEncoder();
  }

  @Override
  public boolean add(T record) {
    try {
      encoder.add(record);
      return true;
    } catch (RecordEncodingException e) {
      if (encoder.recordCount() == 0) {
        throw e;
      }
      // Either the record is at fault, and fails alone too, or the block was too full for it.
      codec.newEncoder().add(record);
      return false;
    }
  }

  /** Adds whole lines; only if the codec is the line codec. */
  void addLines(byte[] bytes, int from, int to, int lineCount) {
    ((LineBlockEncoder) encoder).addLines(bytes, from, to, lineCount);
  }

  @Override
  public int recordCount() {
    return encoder.recordCount();
  }

  @Override
  public long sizeBytes() {
    return encoder.sizeBytes();
  }

  @Override
  public BlockValue finish() {
    int count = encoder.recordCount();
    return new BlockValue.Bytes(encoder.finish(), count);
  }
}
