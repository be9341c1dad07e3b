package dev.millrace.receiver;

import java.util.List;

/**
 * Learns what becomes of the records given to one {@link BlockGenerator}, so that a receiver can
 * tell its source what is safe. {@code onAddData} and {@code onGenerateBlock} are called in one
 * atomic step with what they tell of, so they must be quick and must not call the generator; the
 * other two are called on the thread that stores the receiver's blocks and may take their time.
 */
public interface BlockGeneratorListener<T> {

  /** Records were added with this metadata; they belong to the next block that is generated. */
  void onAddData(List<T> records, Object metadata);

  /** All records added since the last such call, or none yet, are in this block. */
  void onGenerateBlock(BlockId id);

  /** The block is stored and acknowledged: its records are in exactly one batch. */
  void onPushBlock(BlockId id);

  /** Storing a block failed; it is tried again under the same id. */
  void onError(String message, Throwable error);
}
