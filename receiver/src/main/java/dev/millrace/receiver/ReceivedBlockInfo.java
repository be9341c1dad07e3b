package dev.millrace.receiver;

import dev.millrace.wal.LogPosition;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * What the driver knows of a stored block. <em>Immutable.</em>
 *
 * @param id its name
 * @param recordCount records in it, at least 1
 * @param sizeBytes bytes of its encoded records
 * @param executors the receiver's own, whose data log holds the block if that is on, then those
 *     whose block store was given a copy
 * @param logged where its bytes lie in the executor's data log, if that is on
 */
public record ReceivedBlockInfo(
    BlockId id,
    long recordCount,
    long sizeBytes,
    List<String> executors,
    Optional<LogPosition> logged)
    implements Serializable {

  public ReceivedBlockInfo {
    executors = List.copyOf(executors);
    if (recordCount < 1) {
      throw new IllegalArgumentException(
          "recordCount of "
              + id
              + " must be at least 1, an empty block is not stored: "
              + recordCount);
    }
    if (logged.isPresent() && executors.isEmpty()) {
      throw new IllegalArgumentException(
          "executors of " + id + " must begin with the one in whose log it is, there is none");
    }
  }

  /** An Optional cannot be serialised, so the block travels in a form that may hold null. */
  private record SerialForm(
      BlockId id, long recordCount, long sizeBytes, List<String> executors, LogPosition logged)
      implements Serializable {

    private Object readResolve() {
      return new ReceivedBlockInfo(
          id, recordCount, sizeBytes, executors, Optional.ofNullable(logged));
    }
  }

  private Object writeReplace() {
    return new SerialForm(id, recordCount, sizeBytes, executors, logged.orElse(null));
  }
}
