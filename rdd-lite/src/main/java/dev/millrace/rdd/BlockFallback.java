package dev.millrace.rdd;

import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;

/**
 * Reads a block's bytes from where they were also written, a log for one. It travels inside
 * lineage, so it holds a position and no open file: what it needs on the executor it finds in the
 * services.
 */
public interface BlockFallback extends Serializable {

  /** The block's bytes as its codec wrote them. Blocks on the disk. */
  ByteBuffer read(ExecutorServices services) throws IOException;
}
