package dev.millrace.receiver;

import java.util.List;

/**
 * A receiver's executor was lost under it. It carries what the driver needs to count the records
 * that went with it.
 *
 * <p>Records in {@code openRecords} were never part of a block that the driver heard of; each block
 * in {@code unacknowledged} either reached the driver (then it is in a batch) or did not (then its
 * records are lost too).
 */
public final class ReceiverLostException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long openRecords;
  private final transient List<UnacknowledgedBlock> unacknowledged;

  public ReceiverLostException(
      String message, Throwable cause, long openRecords, List<UnacknowledgedBlock> unacknowledged) {
    super(message, cause);
    this.openRecords = openRecords;
    this.unacknowledged = List.copyOf(unacknowledged);
  }

  /** Records accepted by {@code store(item)} that were in no reported block. */
  public long openRecords() {
    return openRecords;
  }

  /** Blocks whose report had not been answered. */
  public List<UnacknowledgedBlock> unacknowledged() {
    return unacknowledged;
  }

  /**
   * A block whose report had not been answered.
   *
   * @param callerWaits whether a store call was still waiting for it: its caller was told of the
   *     failure, so its records do not count as lost
   */
  public record UnacknowledgedBlock(BlockId id, long recordCount, boolean callerWaits) {}
}
