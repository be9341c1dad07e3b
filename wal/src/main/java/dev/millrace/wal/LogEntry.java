package dev.millrace.wal;

import java.nio.ByteBuffer;

/** A record on its way into a segment; it keeps its sequence however often it has to be written. */
record LogEntry(long sequence, byte type, ByteBuffer payload) {
  int lengthOnDisk() {
    return RecordHeader.lengthOnDisk(payload.remaining());
  }
}
