package dev.millrace.receiver.block;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.RecordEncodingException;
import java.util.ArrayList;
import java.util.List;

/** Finds records that cannot be encoded, in blocks of objects that had to be encoded after all. */
public final class PoisonFilter {

  private PoisonFilter() {}

  /**
   * The records that can be encoded, one by one.
   *
   * @param codec whose blocks hold what {@code value} holds
   */
  public static <T> List<T> encodable(RecordCodec<T> codec, BlockValue.Objects value) {
    List<T> kept = new ArrayList<>();
    BlockEncoder<T> encoder = codec.newEncoder();
    for (Object object : value.records()) {
      @SuppressWarnings("unchecked") // a receiver's buffer made the block
      T record = (T) object;
      try {
        encoder.add(record);
        kept.add(record);
      } catch (RecordEncodingException e) {
        continue; // the caller counts what is missing
      }
      encoder.finish();
    }
    return kept;
  }
}
