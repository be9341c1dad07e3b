package dev.millrace.receiver.block;

import dev.millrace.rdd.BlockValue;
import dev.millrace.receiver.BlockId;

/**
 * A block that takes no more records. <em>Immutable.</em>
 *
 * @param id its name
 * @param value its records
 * @param sealedNanos when it was sealed
 */
public record SealedBlock(BlockId id, BlockValue value, long sealedNanos) {

  public SealedBlock {
    if (value.recordCount() < 1) {
      throw new IllegalArgumentException(id + " must hold a record, empty blocks are not made");
    }
  }

  public long recordCount() {
    return value.recordCount();
  }
}
