package dev.millrace.scheduler.host;

import dev.millrace.scheduler.log.JournalListener;
import dev.millrace.wal.LogListener;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what happens to the driver log where people look. <em>Thread-safe.</em> */
final class LogReporter implements LogListener, JournalListener {

  private static final Logger LOG = LoggerFactory.getLogger(LogReporter.class);

  @Override
  public void onSegmentPoisoned(String segment, IOException cause, int recordsRewritten) {
    LOG.warn(
        "driver log: {} is given up, {} events are written again; nothing is acknowledged meanwhile",
        segment,
        recordsRewritten,
        cause);
  }

  @Override
  public void onTornTail(String segment, long validBytes, long droppedBytes, long droppedRecords) {
    LOG.warn(
        "driver log: {} ends after {} bytes; {} bytes that were never acknowledged are dropped",
        segment,
        validBytes,
        droppedBytes);
  }

  @Override
  public void onForeignBytesIgnored(String segment, long fromOffset) {
    LOG.warn("driver log: {} is ignored from byte {} on", segment, fromOffset);
  }

  @Override
  public void onSnapshotWritten(long sequence, int bytes) {
    LOG.debug("driver log: snapshot after record {}, {} bytes", sequence, bytes);
  }

  @Override
  public void onSnapshotFailed(long sequence, Throwable cause) {
    LOG.warn("driver log: no snapshot after record {}, the log is kept", sequence, cause);
  }

  @Override
  public void onSnapshotSkipped(String file, String reason) {
    LOG.warn("driver log: snapshot {} is damaged and passed over: {}", file, reason);
  }
}
