package dev.millrace.wal;

import java.nio.ByteBuffer;

/**
 * One record as it is read back.
 *
 * @param position where it lies
 * @param type its kind: {@link WriteAheadLog#DATA} or a value that belongs to the log's owner
 * @param payload its bytes, read-only, valid only during the call that hands the record over
 */
public record LogRecord(LogPosition position, byte type, ByteBuffer payload) {}
