package dev.millrace.rdd.block;

import dev.millrace.rdd.BlockValue;
import java.nio.ByteBuffer;
import java.util.List;

/** Where the records of a stored block are, and in which form. <em>Immutable.</em> */
sealed interface Content {

  /** Bytes of memory that it takes. */
  default long memoryBytes() {
    return 0;
  }

  /** Bytes of disk that it takes. */
  default long diskBytes() {
    return 0;
  }

  /**
   * What was put, from wherever it is; of the kind, bytes or objects, in which it was put. Blocks
   * on the disk.
   */
  BlockValue restore(BlockFiles files);

  /** In memory, so that it can be written to disk. */
  sealed interface InMemory extends Content {

    /** Writes it to disk. */
    OnDisk spill(BlockFiles files);

    /** The same with its bytes in memory that the garbage collector does not look at. */
    InMemory offHeap();
  }

  private static ByteBuffer direct(ByteBuffer bytes) {
    return ByteBuffer.allocateDirect(bytes.remaining()).put(bytes.duplicate()).flip();
  }

  /** Bytes of the caller's own codec. */
  record PlainBytes(BlockValue.Bytes value) implements InMemory {

    @Override
    public long memoryBytes() {
      return value.sizeBytes();
    }

    @Override
    public BlockValue restore(BlockFiles files) {
      return value;
    }

    @Override
    public OnDisk spill(BlockFiles files) {
      return new BytesOnDisk(files.write(List.of(value.bytes())), value.recordCount());
    }

    @Override
    public InMemory offHeap() {
      return new PlainBytes(new BlockValue.Bytes(direct(value.bytes()), value.recordCount()));
    }
  }

  /** Objects as they are. */
  record PlainObjects(BlockValue.Objects value) implements InMemory {

    @Override
    public long memoryBytes() {
      return value.sizeBytes();
    }

    @Override
    public BlockValue restore(BlockFiles files) {
      return value;
    }

    @Override
    public OnDisk spill(BlockFiles files) {
      List<ByteBuffer> parts = files.objects().encode(value.records());
      return new ObjectsOnDisk(files.write(parts), value.sizeBytes());
    }

    @Override
    public InMemory offHeap() {
      throw new IllegalStateException("a level off the heap keeps no objects");
    }
  }

  /**
   * Objects as bytes.
   *
   * @param sizeBytes what they take as objects
   */
  record EncodedObjects(List<ByteBuffer> parts, long sizeBytes) implements InMemory {

    public EncodedObjects {
      parts = List.copyOf(parts);
    }

    @Override
    public long memoryBytes() {
      return parts.stream().mapToLong(ByteBuffer::remaining).sum();
    }

    @Override
    public BlockValue restore(BlockFiles files) {
      return new BlockValue.Objects(files.objects().decode(parts), sizeBytes);
    }

    @Override
    public OnDisk spill(BlockFiles files) {
      return new ObjectsOnDisk(files.write(parts), sizeBytes);
    }

    @Override
    public InMemory offHeap() {
      return new EncodedObjects(parts.stream().map(Content::direct).toList(), sizeBytes);
    }
  }

  /** On disk. */
  sealed interface OnDisk extends Content {

    SpillFile file();

    @Override
    default long diskBytes() {
      return file().sizeBytes();
    }
  }

  /** Bytes of the caller's own codec, on disk. */
  record BytesOnDisk(SpillFile file, long recordCount) implements OnDisk {

    @Override
    public BlockValue restore(BlockFiles files) {
      // Bytes are written as one part.
      return new BlockValue.Bytes(files.read(file).get(0), recordCount);
    }
  }

  /**
   * Objects as bytes, on disk.
   *
   * @param sizeBytes what they take as objects
   */
  record ObjectsOnDisk(SpillFile file, long sizeBytes) implements OnDisk {

    @Override
    public BlockValue restore(BlockFiles files) {
      return new BlockValue.Objects(files.objects().decode(files.read(file)), sizeBytes);
    }
  }

  /** The files of one block, named in errors by its key. */
  interface BlockFiles {

    SpillFile write(List<ByteBuffer> parts);

    List<ByteBuffer> read(SpillFile file);

    ObjectParts objects();
  }
}
