package dev.millrace.scheduler.log;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.wal.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The bytes of blocks and of lists of block names. */
public final class BlockCodec {

  /**
   * The most names in one list: a few bytes can name any number of blocks, so reading them has to
   * have a bound.
   */
  public static final int IDS_MAX = 1 << 20;

  private BlockCodec() {}

  /** {@code stream, incarnation, sequence, recordCount, sizeBytes, executors, position?}. */
  public static void write(BinaryWriter out, ReceivedBlockInfo block) {
    BlockId id = block.id();
    out.writeCount(id.streamId()).writeCount(id.incarnation()).writeCount(id.sequence());
    out.writeCount(block.recordCount()).writeCount(block.sizeBytes());
    out.writeCount(block.executors().size());
    block.executors().forEach(out::writeText);
    out.writeByte(block.logged().isPresent() ? 1 : 0);
    block.logged().ifPresent(position -> write(out, position));
  }

  public static ReceivedBlockInfo read(BinaryReader in) {
    BlockId id = new BlockId(in.readIntCount(), in.readCount(), in.readCount());
    long recordCount = in.readCount();
    long sizeBytes = in.readCount();
    List<String> executors = new ArrayList<>();
    for (int left = in.readLength(); left > 0; left--) {
      executors.add(in.readText());
    }
    Optional<LogPosition> logged =
        in.readByte() == 1 ? Optional.of(readPosition(in)) : Optional.empty();
    return new ReceivedBlockInfo(id, recordCount, sizeBytes, executors, logged);
  }

  /** Runs of names that follow each other: {@code runs × (incarnation, first sequence, count)}. */
  public static void writeIds(BinaryWriter out, List<BlockId> ids) {
    if (ids.size() > IDS_MAX) {
      throw new IllegalArgumentException(
          "a list must name at most " + IDS_MAX + " blocks: " + ids.size());
    }
    int runs = 0;
    for (int i = 0; i < ids.size(); i = runEnd(ids, i)) {
      runs++;
    }
    out.writeCount(runs);
    for (int i = 0; i < ids.size(); ) {
      int end = runEnd(ids, i);
      out.writeCount(ids.get(i).incarnation())
          .writeCount(ids.get(i).sequence())
          .writeCount(end - i);
      i = end;
    }
  }

  public static List<BlockId> readIds(BinaryReader in, int streamId) {
    List<BlockId> ids = new ArrayList<>();
    for (int runs = in.readLength(); runs > 0; runs--) {
      long incarnation = in.readCount();
      long first = in.readCount();
      long count = in.readIntCount();
      if (count > IDS_MAX - ids.size()) {
        throw new DriverLogFormatException(
            "a list names more than " + IDS_MAX + " blocks of stream " + streamId);
      }
      for (long i = 0; i < count; i++) {
        ids.add(new BlockId(streamId, incarnation, first + i));
      }
    }
    return ids;
  }

  private static int runEnd(List<BlockId> ids, int start) {
    int end = start + 1;
    while (end < ids.size()
        && ids.get(end).incarnation() == ids.get(start).incarnation()
        && ids.get(end).sequence() == ids.get(end - 1).sequence() + 1) {
      end++;
    }
    return end;
  }

  private static void write(BinaryWriter out, LogPosition position) {
    out.writeUuid(position.logId())
        .writeCount(position.incarnation())
        .writeCount(position.segment());
    out.writeCount(position.offset()).writeCount(position.length()).writeCount(position.sequence());
    out.writeInt(position.crc());
  }

  private static LogPosition readPosition(BinaryReader in) {
    return new LogPosition(
        in.readUuid(),
        in.readCount(),
        in.readIntCount(),
        in.readCount(),
        in.readIntCount(),
        in.readCount(),
        in.readInt());
  }
}
