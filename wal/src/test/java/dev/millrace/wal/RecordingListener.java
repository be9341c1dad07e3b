package dev.millrace.wal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Remembers what a log reports, one line each. */
final class RecordingListener implements LogListener {
  final List<String> events = new ArrayList<>();

  @Override
  public void onGroupCommitted(int records, long bytes, long nanos) {
    events.add("committed " + records + " records, " + bytes + " bytes");
  }

  @Override
  public void onSegmentPoisoned(String segment, IOException cause, int recordsRewritten) {
    events.add(
        "poisoned " + segment + ", " + recordsRewritten + " to rewrite: " + cause.getMessage());
  }

  @Override
  public void onSegmentOpened(String segment, long firstSequence) {
    events.add("opened " + segment + " from " + firstSequence);
  }

  @Override
  public void onTornTail(String segment, long validBytes, long droppedBytes, long droppedRecords) {
    events.add(
        "torn "
            + segment
            + " at "
            + validBytes
            + ", dropped "
            + droppedBytes
            + " bytes, "
            + droppedRecords
            + " records");
  }

  @Override
  public void onForeignBytesIgnored(String segment, long fromOffset) {
    events.add("ignored " + segment + " from " + fromOffset);
  }
}
