package dev.millrace.rdd.local;

import dev.millrace.rdd.BlockFallback;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.SourceBlock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;

/**
 * Reads received blocks: from the own store, else from another executor's, else by the fallback.
 */
final class SourceReader {

  private final TaskContext task;

  SourceReader(TaskContext task) {
    this.task = task;
  }

  <T> Iterator<T> read(SourceBlock block, RecordCodec<T> codec) {
    Optional<BlockValue> stored = task.executors().findBlock(task.executor(), block.key());
    return stored.isPresent() ? Blocks.records(stored.get(), codec) : codec.decode(fallback(block));
  }

  private ByteBuffer fallback(SourceBlock block) {
    BlockFallback fallback =
        block
            .fallback()
            .orElseThrow(
                () ->
                    new BlockMissingException(
                        "block "
                            + block.key()
                            + " is on no executor and has no fallback; keep more copies of blocks,"
                            + " or write them to a log"));
    try {
      return fallback.read(task.services());
    } catch (IOException e) {
      throw new BlockMissingException(
          "block " + block.key() + " is on no executor and its fallback fails: " + e, e);
    }
  }
}
