package dev.millrace.rdd;

import java.nio.ByteBuffer;

/** Collects the bytes of one block, record by record. <em>Owned by one thread at a time.</em> */
public interface BlockEncoder<T> {

  /**
   * The most bytes that a block may have: 64 MiB less room for the framing of a log record around
   * it.
   */
  int SIZE_BYTES_MAX = (64 << 20) - (4 << 10);

  /**
   * Adds one record. When it throws, the encoder holds just what it held before.
   *
   * @throws RecordEncodingException naming the record's class when it cannot be encoded
   */
  void add(T record);

  /** Records added since the last {@link #finish}. */
  int recordCount();

  /** Bytes collected since the last {@link #finish}. */
  int sizeBytes();

  /** Hands out the collected bytes, owned by the caller from now on, and starts an empty block. */
  ByteBuffer finish();
}
