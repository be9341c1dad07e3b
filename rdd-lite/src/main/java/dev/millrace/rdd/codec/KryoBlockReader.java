package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Registration;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** Reads the records of one block, one at a time. <em>Owned by one thread.</em> */
final class KryoBlockReader<T> implements Iterator<T> {

  private final BlockInput input;
  private final int recordCount;
  private final KryoPool pool;

  /** Records handed out so far. */
  private int nextIndex;

  /**
   * Held until the last record was read; null afterwards, and when the block turned out to be
   * damaged.
   */
  private BlockKryo kryo;

  private KryoBlockReader(BlockInput input, int recordCount, KryoPool pool, BlockKryo kryo) {
    this.input = input;
    this.recordCount = recordCount;
    this.pool = pool;
    this.kryo = kryo;
    giveBackAtEnd();
  }

  static <T> Iterator<T> open(ByteBuffer bytes, KryoPool pool, AllowedClasses allowed) {
    int length = bytes.remaining();
    int start = bytes.position();
    if (length <= KryoBlockEncoder.HEADER_BYTES) {
      throw new RecordDecodingException(
          "a block of " + length + " bytes is too short to hold records; it was cut off");
    }
    if (bytes.get(start) != KryoBlockEncoder.FORMAT_VERSION) {
      throw new RecordDecodingException(
          "block format version "
              + bytes.get(start)
              + " is unknown, this program reads version "
              + KryoBlockEncoder.FORMAT_VERSION
              + ". The bytes are damaged, or were written by another codec or a newer program");
    }
    ByteBuffer header = bytes.duplicate(); // big endian
    int recordCount = header.getInt(start + KryoBlockEncoder.COUNT_AT);
    int recordBytes = header.getInt(start + KryoBlockEncoder.LENGTH_AT);
    if (recordBytes < 0
        || recordBytes > length - KryoBlockEncoder.HEADER_BYTES
        || recordCount < 0
        || recordCount > recordBytes) {
      throw new RecordDecodingException(
          recordCount
              + " records in "
              + recordBytes
              + " bytes do not fit a block of "
              + length
              + " bytes; it is damaged or was cut off");
    }
    return openRecords(bytes, recordCount, recordBytes, pool, allowed);
  }

  private static <T> Iterator<T> openRecords(
      ByteBuffer bytes, int recordCount, int recordBytes, KryoPool pool, AllowedClasses allowed) {
    byte[] array;
    int from;
    if (bytes.hasArray()) {
      array = bytes.array();
      from = bytes.arrayOffset() + bytes.position();
    } else {
      array = new byte[bytes.remaining()];
      bytes.get(bytes.position(), array);
      from = 0;
    }
    int recordsFrom = from + KryoBlockEncoder.HEADER_BYTES;
    int tableFrom = recordsFrom + recordBytes;
    BlockInput table = new BlockInput(array, tableFrom, from + bytes.remaining());
    BlockKryo kryo = pool.take();
    try {
      kryo.classes().readFrom(readTable(table, kryo.classes(), allowed));
    } catch (RecordDecodingException e) {
      pool.giveBack(kryo);
      throw e;
    }
    return new KryoBlockReader<>(
        new BlockInput(array, recordsFrom, tableFrom), recordCount, pool, kryo);
  }

  private static List<ProgramClass> readTable(
      BlockInput table, BlockClassResolver resolver, AllowedClasses allowed) {
    List<ProgramClass> classes = new ArrayList<>();
    try {
      int count = table.readCount();
      for (int i = 0; i < count; i++) {
        classes.add(readEntry(table, resolver, allowed));
      }
    } catch (KryoException | IndexOutOfBoundsException e) {
      throw new RecordDecodingException("the class table of a block is damaged: " + e, e);
    }
    if (table.remaining() != 0) {
      throw new RecordDecodingException(
          table.remaining() + " bytes follow the class table of a block; it is damaged");
    }
    return classes;
  }

  private static ProgramClass readEntry(
      BlockInput table, BlockClassResolver resolver, AllowedClasses allowed) {
    String name = table.readString();
    String shape = table.readString();
    if (name == null || shape == null) {
      throw new KryoException("an entry has no name or no shape");
    }
    Registration found;
    try {
      found = resolver.getRegistration(load(name, resolver, allowed));
    } catch (KryoException e) {
      throw new RefusedClassException(name, e.getMessage(), e);
    }
    if (!(found instanceof ProgramClass program)) {
      throw new RefusedClassException(name, "it has a fixed tag and is never named");
    }
    if (!program.shape().equals(shape)) {
      throw new RefusedClassException(
          name,
          "it was "
              + shape
              + " when the block was written and is "
              + program.shape()
              + " now. Give the new form a new name and keep the old class until its blocks are"
              + " processed");
    }
    return program;
  }

  private static Class<?> load(String name, BlockClassResolver resolver, AllowedClasses allowed) {
    String element = ClassNames.element(name);
    boolean isArrayOfKnown = name.startsWith("[") && resolver.isFixedName(element);
    if (!isArrayOfKnown && !allowed.allows(element)) {
      throw new RefusedClassException(
          name,
          "it was not written by this process and is not allowed. If it is a class of your program,"
              + " add its package to "
              + KryoRecordCodec.ALLOW.name());
    }
    try {
      return Class.forName(name, false, loader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw new RefusedClassException(
          name, "it cannot be loaded. Put it back on the class path of the program", e);
    }
  }

  /**
   * The program's classes are where the thread that reads them looks, else where Millrace comes
   * from.
   */
  private static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? KryoBlockReader.class.getClassLoader() : context;
  }

  @Override
  public boolean hasNext() {
    return nextIndex < recordCount;
  }

  @Override
  @SuppressWarnings("unchecked") // the block's records are what its writer said they are
  public T next() {
    if (nextIndex >= recordCount) {
      throw new NoSuchElementException("the block has " + recordCount + " records");
    }
    if (kryo == null) {
      throw new RecordDecodingException("the block is damaged, as was reported before");
    }
    int start = input.position();
    try {
      T record = (T) kryo.readClassAndObject(input);
      nextIndex++;
      giveBackAtEnd();
      return record;
    } catch (RecordDecodingException e) {
      throw e;
    } catch (RuntimeException e) {
      pool.giveBack(kryo);
      kryo = null;
      throw damaged(start, e);
    } catch (StackOverflowError | LinkageError e) {
      kryo = null; // what state such an error leaves it in is anybody's guess
      throw damaged(start, e);
    }
  }

  private RecordDecodingException damaged(int start, Throwable cause) {
    return new RecordDecodingException(
        "record "
            + nextIndex
            + " of "
            + recordCount
            + ", at byte "
            + start
            + ", cannot be read: "
            + cause
            + ". The block is damaged, or was written by another version of the program",
        cause);
  }

  private void giveBackAtEnd() {
    if (nextIndex < recordCount) {
      return;
    }
    pool.giveBack(kryo);
    kryo = null;
    if (input.remaining() != 0) {
      throw new RecordDecodingException(
          input.remaining()
              + " bytes are left after the last of "
              + recordCount
              + " records; the block is damaged");
    }
  }
}
