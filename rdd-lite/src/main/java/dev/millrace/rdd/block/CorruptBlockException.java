package dev.millrace.rdd.block;

import dev.millrace.rdd.BlockKey;
import java.nio.file.Path;

/**
 * The file of a block on disk is not what was written to it; the message names both and what is
 * wrong. The block stays in the store until it is removed, which lets it be put again.
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
            + ". Remove the block and let it be computed or read again; if it happens repeatedly,"
            + " check the disk",
        cause);
  }
}
