package dev.millrace.wal;

import java.io.Serializable;
import java.util.UUID;

/**
 * Where one record lies in a log: enough to read it back at random and to notice when something
 * else lies there. <em>Immutable.</em>
 *
 * @param logId the log's identity, written in every segment's header
 * @param incarnation the writer's life that wrote the segment
 * @param segment the segment's number in that life
 * @param offset bytes from the start of the segment to the record's header
 * @param length bytes of payload
 * @param sequence the record's dense number in the log
 * @param crc the record's stored (masked) checksum
 */
public record LogPosition(
    UUID logId, long incarnation, int segment, long offset, int length, long sequence, int crc)
    implements Serializable {}
