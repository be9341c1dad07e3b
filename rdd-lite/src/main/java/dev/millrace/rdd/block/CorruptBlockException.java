package dev.millrace.rdd.block;

import dev.millrace.rdd.BlockKey;
import java.nio.file.Path;

/**
 * The file of a block on disk is not what was written to it; the message names both and what is
 * wrong. The store has dropped the block.
 */
public final class CorruptBlockException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CorruptBlockException(BlockKey key, Path file, String reason, Throwable cause) {
    super(
        "block "
            + key
            + " cannot be read from "
            + file
            + ": "
            + reason
            + ". The block was dropped, and is computed again or read from where else it is; if this"
            + " happens repeatedly, check the disk",
        cause);
  }
}
