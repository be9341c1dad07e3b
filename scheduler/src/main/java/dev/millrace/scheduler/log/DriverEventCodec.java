package dev.millrace.scheduler.log;

import dev.millrace.receiver.BlockId;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.log.DriverEvent.BatchAllocated;
import dev.millrace.scheduler.log.DriverEvent.BatchCleaned;
import dev.millrace.scheduler.log.DriverEvent.BatchCompleted;
import dev.millrace.scheduler.log.DriverEvent.BatchDismissed;
import dev.millrace.scheduler.log.DriverEvent.BatchFailed;
import dev.millrace.scheduler.log.DriverEvent.BlockAdded;
import dev.millrace.scheduler.log.DriverEvent.BlocksDropped;
import dev.millrace.scheduler.log.DriverEvent.DriverStarted;
import dev.millrace.scheduler.log.DriverEvent.ReceiverEnded;
import dev.millrace.scheduler.log.DriverEvent.ReceiverLaunched;
import dev.millrace.scheduler.log.DriverEvent.RecordsLost;
import dev.millrace.time.Time;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The bytes of the driver's events. A record of the driver log is {@code version u8, fields}; its
 * kind is the log record's type. All are in version 1 but for the allocation of a batch with ranges
 * of direct inputs, which is in version 2: what an older program could have written it can also
 * read. Numbers are variable-length, texts counted UTF-8 (see {@link BinaryWriter}).
 *
 * <pre>
 * 16 DriverStarted    driverLife, zeroTime (signed ms), batchDuration (ms)
 * 17 ReceiverLaunched stream, incarnation
 * 18 ReceiverEnded    stream, incarnation, recordsLost, reason
 * 19 BlockAdded       block
 * 20 RecordsLost      stream, incarnation, reportNumber, recordCount, reason
 * 21 BlocksDropped    stream, runs of names, recordsLost, reason
 * 22 BatchAllocated   number, time (signed ms), streams × (stream, runs of names),
 *                     from version 2 on: inputs × (stream, range)
 * 23 BatchCompleted   number
 * 24 BatchFailed      number, reason
 * 25 BatchDismissed   number
 * 26 BatchCleaned     number
 * block    = stream, incarnation, sequence, recordCount, sizeBytes, executors × text, u8 0|1, position if 1
 * position = logId (16 bytes), incarnation, segment, offset, length, sequence, crc (4 bytes)
 * runs     = count × (incarnation, first sequence, count)
 * range    = position, parts × text, recordCount, u8 0|1, time to recall from (signed ms) if 1
 * </pre>
 */
public final class DriverEventCodec {

  /** What the driver log's header says of the format of its records. */
  public static final int SCHEMA_HASH = 0x4D4C4431; // "MLD1"

  static final int VERSION = 1;

  /** The version of a batch's allocation, which has ranges from version 2 on. */
  static final int ALLOCATION_VERSION = 2;

  private static final byte ALLOCATION_TYPE = 22;

  private DriverEventCodec() {}

  /** An event as a log record. */
  public record Encoded(byte type, ByteBuffer payload) {}

  public static Encoded encode(DriverEvent event) {
    Encoder encoder = new Encoder();
    event.accept(encoder);
    return new Encoded(encoder.type, encoder.out.toBuffer());
  }

  /**
   * Reads an event back.
   *
   * @throws DriverLogFormatException if the bytes are not an event of a version that this code
   *     knows
   */
  public static DriverEvent decode(byte type, ByteBuffer payload) {
    BinaryReader in = new BinaryReader(payload);
    int version = in.readByte();
    int newest = type == ALLOCATION_TYPE ? ALLOCATION_VERSION : VERSION;
    if (version < VERSION || version > newest) {
      throw new DriverLogFormatException(
          "record of type "
              + type
              + " has format version "
              + version
              + ", this program reads version "
              + (newest == VERSION ? "" : "1 to ")
              + newest
              + ": start the version of the program that wrote it, or a newer one");
    }
    try {
      DriverEvent event = decodeFields(type, version, in);
      in.expectEnd();
      return event;
    } catch (IllegalArgumentException e) { // a value that no event may have
      throw new DriverLogFormatException("record of type " + type + ": " + e.getMessage(), e);
    }
  }

  private static DriverEvent decodeFields(byte type, int version, BinaryReader in) {
    return switch (type) {
      case 16 ->
          new DriverStarted(
              in.readCount(), new Time(in.readSigned()), Duration.ofMillis(in.readCount()));
      case 17 -> new ReceiverLaunched(in.readIntCount(), in.readCount());
      case 18 ->
          new ReceiverEnded(in.readIntCount(), in.readCount(), in.readCount(), in.readText());
      case 19 -> new BlockAdded(BlockCodec.read(in));
      case 20 ->
          new RecordsLost(
              in.readIntCount(), in.readCount(), in.readCount(), in.readCount(), in.readText());
      case 21 -> {
        int streamId = in.readIntCount();
        List<BlockId> blocks = BlockCodec.readIds(in, streamId);
        yield new BlocksDropped(streamId, blocks, in.readCount(), in.readText());
      }
      case ALLOCATION_TYPE -> readAllocation(version, in);
      case 23 -> new BatchCompleted(in.readCount());
      case 24 -> new BatchFailed(in.readCount(), in.readText());
      case 25 -> new BatchDismissed(in.readCount());
      case 26 -> new BatchCleaned(in.readCount());
      default ->
          throw new DriverLogFormatException(
              "record type " + type + " is unknown: a newer version of the program wrote it");
    };
  }

  private static BatchAllocated readAllocation(int version, BinaryReader in) {
    long number = in.readCount();
    Time time = new Time(in.readSigned());
    TreeMap<Integer, List<BlockId>> blocks = new TreeMap<>();
    for (int streams = in.readLength(); streams > 0; streams--) {
      int streamId = in.readIntCount();
      blocks.put(streamId, BlockCodec.readIds(in, streamId));
    }
    SortedMap<Integer, InputRange> ranges =
        version >= ALLOCATION_VERSION ? RangeCodec.readAll(in) : new TreeMap<>();
    return new BatchAllocated(number, time, blocks, ranges);
  }

  private static final class Encoder implements DriverEvent.Visitor {

    private BinaryWriter out = new BinaryWriter().writeByte(VERSION);
    private byte type;

    @Override
    public void onDriverStarted(DriverStarted event) {
      type = 16;
      out.writeCount(event.driverLife()).writeSigned(event.zeroTime().milliseconds());
      out.writeCount(event.batchDuration().toMillis());
    }

    @Override
    public void onReceiverLaunched(ReceiverLaunched event) {
      type = 17;
      out.writeCount(event.streamId()).writeCount(event.incarnation());
    }

    @Override
    public void onReceiverEnded(ReceiverEnded event) {
      type = 18;
      out.writeCount(event.streamId()).writeCount(event.incarnation());
      out.writeCount(event.recordsLost()).writeText(event.reason());
    }

    @Override
    public void onBlockAdded(BlockAdded event) {
      type = 19;
      BlockCodec.write(out, event.block());
    }

    @Override
    public void onRecordsLost(RecordsLost event) {
      type = 20;
      out.writeCount(event.streamId()).writeCount(event.incarnation());
      out.writeCount(event.reportNumber()).writeCount(event.recordCount());
      out.writeText(event.reason());
    }

    @Override
    public void onBlocksDropped(BlocksDropped event) {
      type = 21;
      out.writeCount(event.streamId());
      BlockCodec.writeIds(out, event.blocks());
      out.writeCount(event.recordsLost()).writeText(event.reason());
    }

    @Override
    public void onBatchAllocated(BatchAllocated event) {
      type = ALLOCATION_TYPE;
      if (!event.ranges().isEmpty()) {
        out = new BinaryWriter().writeByte(ALLOCATION_VERSION);
      }
      out.writeCount(event.number()).writeSigned(event.time().milliseconds());
      out.writeCount(event.blocks().size());
      event
          .blocks()
          .forEach(
              (streamId, ids) -> {
                out.writeCount(streamId);
                BlockCodec.writeIds(out, ids);
              });
      if (!event.ranges().isEmpty()) {
        RangeCodec.writeAll(out, event.ranges());
      }
    }

    @Override
    public void onBatchCompleted(BatchCompleted event) {
      type = 23;
      out.writeCount(event.number());
    }

    @Override
    public void onBatchFailed(BatchFailed event) {
      type = 24;
      out.writeCount(event.number()).writeText(event.reason());
    }

    @Override
    public void onBatchDismissed(BatchDismissed event) {
      type = 25;
      out.writeCount(event.number());
    }

    @Override
    public void onBatchCleaned(BatchCleaned event) {
      type = 26;
      out.writeCount(event.number());
    }
  }
}
