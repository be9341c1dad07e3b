package dev.millrace.streaming.wiring;

import dev.millrace.wal.LogListener;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what happens to a data log where people look. <em>Thread-safe.</em> */
final class LogReporter implements LogListener {

  private static final Logger LOG = LoggerFactory.getLogger(LogReporter.class);

  private final String log;

  LogReporter(String log) {
    this.log = log;
  }

  @Override
  public void onSegmentPoisoned(String segment, IOException cause, int recordsRewritten) {
    LOG.warn(
        "{}: {} is given up, {} blocks are written again; sources are held back meanwhile",
        log,
        segment,
        recordsRewritten,
        cause);
  }

  @Override
  public void onTornTail(String segment, long validBytes, long droppedBytes, long droppedRecords) {
    LOG.warn(
        "{}: {} ends after {} bytes; {} bytes that were never acknowledged are dropped",
        log,
        segment,
        validBytes,
        droppedBytes);
  }

  @Override
  public void onForeignBytesIgnored(String segment, long fromOffset) {
    LOG.warn("{}: {} is ignored from byte {} on", log, segment, fromOffset);
  }
}
