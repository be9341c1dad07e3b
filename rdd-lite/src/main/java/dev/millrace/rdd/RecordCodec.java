package dev.millrace.rdd;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Iterator;

/**
 * How the records of a block lie in its bytes. Records that wait for their batch wait as bytes; a
 * codec turns them into bytes where they arrive and back into objects inside the task that uses
 * them. <em>Immutable and thread-safe.</em>
 */
public interface RecordCodec<T> extends Serializable {

  /** A new encoder, for one thread at a time. */
  BlockEncoder<T> newEncoder();

  /**
   * Reads the records of a block one by one. The buffer's position and limit are left alone; the
   * records keep no reference to its bytes.
   *
   * @throws RuntimeException from the iterator when the bytes are not what the codec wrote
   */
  Iterator<T> decode(ByteBuffer bytes);
}
