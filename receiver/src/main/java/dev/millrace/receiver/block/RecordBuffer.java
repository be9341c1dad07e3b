package dev.millrace.receiver.block;

import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.RecordEncodingException;
import dev.millrace.rdd.StorageLevel;

/** The records of a block that is being filled. <em>Owned by one thread at a time.</em> */
public sealed interface RecordBuffer<T> permits EncodedBuffer, ObjectBuffer {

  /**
   * A buffer of bytes, unless the level asks for objects and nothing else needs the bytes.
   *
   * @param logged whether the block's bytes are also written to a log
   */
  static <T> RecordBuffer<T> of(RecordCodec<T> codec, StorageLevel level, boolean logged) {
    return level.deserialized() && !logged ? new ObjectBuffer<>(codec) : new EncodedBuffer<>(codec);
  }

  /**
   * Adds a record, unless it would not fit behind those that are there.
   *
   * @return false if the record fits only in a block of its own or the next
   * @throws RecordEncodingException if the record cannot be turned into bytes; nothing is changed
   */
  boolean add(T record);

  int recordCount();

  /** Bytes of what was added: exact when encoded, estimated for objects. */
  long sizeBytes();

  /** Hands out what was added and starts anew. */
  BlockValue finish();
}
