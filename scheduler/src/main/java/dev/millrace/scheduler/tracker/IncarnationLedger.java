package dev.millrace.scheduler.tracker;

import dev.millrace.scheduler.log.BinaryReader;
import dev.millrace.scheduler.log.BinaryWriter;

/**
 * What the ledger keeps of one open incarnation of a receiver, so that a repeated report changes
 * nothing.
 *
 * @param streamId the receiver's stream
 * @param blocks sequence numbers of the blocks that were added, whatever became of them since
 * @param lossReports numbers of the loss reports that were counted
 */
record IncarnationLedger(int streamId, SequenceSet blocks, SequenceSet lossReports) {

  IncarnationLedger(int streamId) {
    this(streamId, new SequenceSet(), new SequenceSet());
  }

  void encode(BinaryWriter out) {
    out.writeCount(streamId);
    blocks.encode(out);
    lossReports.encode(out);
  }

  static IncarnationLedger decode(BinaryReader in) {
    return new IncarnationLedger(in.readIntCount(), SequenceSet.decode(in), SequenceSet.decode(in));
  }
}
