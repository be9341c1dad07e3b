package dev.millrace.receiver;

import dev.millrace.rdd.BlockKey;

/**
 * Names a received block. Never derived from a clock: the driver grants the incarnation when it
 * launches a receiver, the supervisor counts the sequence, so a block that is stored or reported
 * again has the same name. <em>Immutable.</em>
 *
 * @param streamId the input stream, from 0 in the order of creation
 * @param incarnation the life of the receiver, unique in a checkpoint directory for ever
 * @param sequence the block's number in that life, from 0
 */
public record BlockId(int streamId, long incarnation, long sequence)
    implements BlockKey, Comparable<BlockId> {

  @Override
  public int compareTo(BlockId other) {
    int byStream = Integer.compare(streamId, other.streamId);
    if (byStream != 0) {
      return byStream;
    }
    int byIncarnation = Long.compare(incarnation, other.incarnation);
    return byIncarnation != 0 ? byIncarnation : Long.compare(sequence, other.sequence);
  }

  @Override
  public String toString() {
    return "input-" + streamId + "-" + incarnation + "-" + sequence;
  }
}
