package dev.millrace.wal;

import java.nio.ByteBuffer;

/**
 * The owner's state at one point of a log.
 *
 * @param sequence the state is the one after applying all records up to this one
 * @param incarnation the life that wrote it
 * @param payload the encoded state
 */
public record Snapshot(long sequence, long incarnation, ByteBuffer payload) {}
