package dev.millrace.receiver.store;

import dev.millrace.rdd.BlockFallback;
import dev.millrace.rdd.ExecutorServices;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.wal.LogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads a block from the data log that it was also written to, through the {@link DataLogs} that
 * the program provides. <em>Immutable.</em>
 *
 * @param id the block
 * @param position where it lies
 * @param executorId the executor whose log it is
 */
public record LogBlockFallback(BlockId id, LogPosition position, String executorId)
    implements BlockFallback {

  /** The fallback of a block, if it was logged. */
  public static Optional<BlockFallback> of(ReceivedBlockInfo block) {
    return block
        .logged()
        .map(position -> new LogBlockFallback(block.id(), position, block.executors().get(0)));
  }

  @Override
  public ByteBuffer read(ExecutorServices services) throws IOException {
    return services.get(DataLogs.class).read(executorId, position, id);
  }
}
