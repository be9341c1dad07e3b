package dev.millrace.receiver.sim;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceiverListener;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a receiver counts. */
public final class Counters implements ReceiverListener {
  public final List<BlockId> sealed = new ArrayList<>();
  public final List<BlockId> acknowledged = new ArrayList<>();
  public final List<String> errors = new ArrayList<>();
  public final List<String> restarts = new ArrayList<>();
  public long sealedRecords;
  public long acknowledgedRecords;
  public long stored;
  public long storeFailures;
  public long underReplicated;
  public long lost;
  public long poison;
  public long rejected;
  public long oversize;
  public long malformed;
  public long partial;
  public long heldBack;

  @Override
  public synchronized void onBlockSealed(BlockId id, long recordCount, long sizeBytes) {
    sealed.add(id);
    sealedRecords += recordCount;
  }

  @Override
  public synchronized void onBlockStored(BlockId id, long recordCount, long nanos) {
    stored++;
  }

  @Override
  public synchronized void onBlockAcknowledged(BlockId id, long recordCount) {
    acknowledged.add(id);
    acknowledgedRecords += recordCount;
  }

  @Override
  public synchronized void onBlockStoreFailed(BlockId id, Throwable cause) {
    storeFailures++;
  }

  @Override
  public synchronized void onUnderReplicated(BlockId id, int copies, int wanted) {
    underReplicated++;
  }

  @Override
  public synchronized void onRecordsLost(int streamId, long count, String reason) {
    lost += count;
  }

  @Override
  public synchronized void onPoisonRecord(int streamId) {
    poison++;
  }

  @Override
  public synchronized void onRecordsRejected(int streamId, long count) {
    rejected += count;
  }

  @Override
  public synchronized void onOversizeLine(int streamId, long lengthBytes) {
    oversize++;
  }

  @Override
  public synchronized void onMalformedLines(int streamId, long count) {
    malformed += count;
  }

  @Override
  public synchronized void onPartialLine(int streamId, long lengthBytes) {
    partial++;
  }

  @Override
  public synchronized void onSourceHeldBack(int streamId) {
    heldBack++;
  }

  @Override
  public synchronized void onReceiverRestart(int streamId, int attempt, String reason) {
    restarts.add(reason);
  }

  @Override
  public synchronized void onReceiverError(int streamId, String message) {
    errors.add(message);
  }
}
