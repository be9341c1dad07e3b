package dev.millrace.rdd.local;

import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.RecordCodec;
import java.util.Iterator;

/** Reads blocks. */
final class Blocks {

  private Blocks() {}

  /** The records of a block, whose bytes were written by the codec. */
  @SuppressWarnings("unchecked") // whoever put the block under its key knows what records it has
  static <T> Iterator<T> records(BlockValue value, RecordCodec<T> codec) {
    return value instanceof BlockValue.Objects objects
        ? (Iterator<T>) objects.records().iterator()
        : codec.decode(((BlockValue.Bytes) value).bytes());
  }
}
