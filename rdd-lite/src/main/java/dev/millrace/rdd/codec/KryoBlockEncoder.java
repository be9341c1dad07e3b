package dev.millrace.rdd.codec;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.RecordEncodingException;
import java.nio.ByteBuffer;

/**
 * Writes the blocks that {@link KryoRecordCodec} describes. <em>Owned by one thread at a time.</em>
 */
final class KryoBlockEncoder<T> implements BlockEncoder<T> {

  static final byte FORMAT_VERSION = 1;
  static final int HEADER_BYTES = 9;
  static final int COUNT_AT = 1;
  static final int LENGTH_AT = 5;

  private final KryoPool pool;
  private final AllowedClasses allowed;
  private final BlockBuffer block = new BlockBuffer();
  private final ClassTable table = new ClassTable();
  private int recordCount;

  /**
   * Held from the first record of a block until its end; null in between, so that idle encoders
   * hold none.
   */
  private BlockKryo kryo;

  KryoBlockEncoder(KryoPool pool, AllowedClasses allowed) {
    this.pool = pool;
    this.allowed = allowed;
    block.setPosition(HEADER_BYTES);
  }

  @Override
  public void add(T record) {
    int start = block.position();
    int classes = table.size();
    int tableBytes = table.entryBytes();
    if (kryo == null) {
      kryo = pool.take();
      kryo.classes().writeTo(table);
    }
    try {
      kryo.writeClassAndObject(block, record);
    } catch (RuntimeException e) {
      rollBack(start, classes, tableBytes);
      throw new RecordEncodingException(describe(record) + reasonOf(e), e);
    } catch (StackOverflowError | LinkageError e) {
      rollBack(start, classes, tableBytes);
      kryo = null; // what state such an error leaves it in is anybody's guess
      throw new RecordEncodingException(describe(record) + reasonOf(e), e);
    }
    if (sizeBytes() > SIZE_BYTES_MAX) {
      rollBack(start, classes, tableBytes);
      throw new RecordEncodingException(
          describe(record) + BlockBuffer.overflowReason(recordCount), null);
    }
    recordCount++;
  }

  private void rollBack(int start, int classes, int tableBytes) {
    block.setPosition(start);
    table.truncate(classes, tableBytes);
    kryo.classes().writeTo(table); // forgets the tags of the classes that went
  }

  private String describe(T record) {
    return "record of class "
        + (record == null ? "null" : record.getClass().getName())
        + " cannot be encoded: ";
  }

  private String reasonOf(Throwable failure) {
    if (BlockBuffer.isOverflow(failure)) {
      return BlockBuffer.overflowReason(recordCount);
    }
    if (failure instanceof StackOverflowError || isTooDeep(failure)) {
      return "it is nested deeper than "
          + BlockKryo.DEPTH_MAX
          + " objects, or refers to itself; flatten it, or break the cycle";
    }
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  private static boolean isTooDeep(Throwable failure) {
    String message = failure.getMessage();
    return message != null && message.startsWith("Max depth exceeded");
  }

  @Override
  public int recordCount() {
    return recordCount;
  }

  @Override
  public int sizeBytes() {
    return block.position() + table.sizeBytes();
  }

  @Override
  public ByteBuffer finish() {
    int recordBytes = block.position() - HEADER_BYTES;
    table.appendTo(block);
    block.getBuffer()[0] = FORMAT_VERSION;
    block.patchInt(COUNT_AT, recordCount);
    block.patchInt(LENGTH_AT, recordBytes);
    for (ProgramClass written : table.classes()) {
      allowed.noteWritten(ClassNames.element(written.name()));
    }
    recordCount = 0;
    table.clear();
    if (kryo != null) {
      pool.giveBack(kryo);
      kryo = null;
    }
    ByteBuffer bytes = block.take();
    block.setPosition(HEADER_BYTES);
    return bytes;
  }
}
