package dev.millrace.receiver;

/**
 * Where the records are that one incarnation of a receiver has taken. Each is in one place:
 *
 * <pre>
 * taken = open + sealed + stored + acknowledged + dropped + lost + undecided + calling + refused
 * </pre>
 *
 * <em>Immutable.</em>
 *
 * @param taken records that offers or callers have brought, since the beginning
 * @param open records in open blocks
 * @param sealed records in sealed blocks that are not stored
 * @param stored records in stored blocks without an acknowledgement
 * @param acknowledged records that the driver has acknowledged, since the beginning
 * @param dropped records that could not be encoded when they were to be stored, since the beginning
 * @param lost records that went with the incarnation, in no block that the driver heard of
 * @param undecided records that were in reported blocks without an answer when the incarnation was
 *     fenced: the driver has them, or counts them as lost
 * @param calling records of calls that have not returned
 * @param refused records of calls that threw, since the beginning
 */
public record IntakeCounts(
    long taken,
    long open,
    long sealed,
    long stored,
    long acknowledged,
    long dropped,
    long lost,
    long undecided,
    long calling,
    long refused) {

  /** The records in all places. */
  public long placed() {
    return open + sealed + stored + acknowledged + dropped + lost + undecided + calling + refused;
  }
}
