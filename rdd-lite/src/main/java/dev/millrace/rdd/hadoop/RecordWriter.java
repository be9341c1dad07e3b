package dev.millrace.rdd.hadoop;

import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.Job.PartitionAction;
import dev.millrace.rdd.RecordFiles;
import dev.millrace.rdd.codec.KryoRecordCodec;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/**
 * Writes a partition to a file of its own. <em>Immutable</em>; runs on executors, for one partition
 * perhaps at several at the same time.
 *
 * @param directory where the file goes
 * @param codec how records are encoded
 */
record RecordWriter(String directory, KryoRecordCodec<Object> codec)
    implements PartitionAction<Object, RecordFiles.Part> {

  /** Bytes after which a frame is full; one more record may make it longer. */
  private static final int FRAME_BYTES = 1 << 20;

  /** More attempts than any job makes. */
  private static final int ATTEMPTS_MAX = 1_000;

  @Override
  public RecordFiles.Part call(int partition, Iterator<Object> records) throws IOException {
    Path parent = Files.path(directory);
    FileSystem files = Files.systemOf(parent);
    if (!files.exists(parent)) {
      throw new FileNotFoundException(
          directory + " is gone: the save has ended, or somebody removed its directory");
    }
    try {
      for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
        String name = RecordFormat.partName(partition, attempt);
        FSDataOutputStream created;
        try {
          created = files.create(new Path(parent, name), false);
        } catch (FileAlreadyExistsException e) {
          continue; // another attempt's
        }
        try (FSDataOutputStream file = created) {
          return new PartFile(file).write(name, records, codec);
        }
      }
    } catch (FSError e) {
      throw Files.asIoException("write partition " + partition + " to", directory, e);
    }
    throw new IOException(
        "partition " + partition + " has " + ATTEMPTS_MAX + " attempts in " + directory);
  }

  /** A file being written, and what is to be said of it. */
  private static final class PartFile {

    private final FSDataOutputStream out;
    private final CRC32C crc = new CRC32C();
    private long length;
    private long recordCount;

    PartFile(FSDataOutputStream out) {
      this.out = out;
    }

    RecordFiles.Part write(String name, Iterator<Object> records, KryoRecordCodec<Object> codec)
        throws IOException {
      BlockEncoder<Object> encoder = codec.newEncoder();
      put(ByteBuffer.wrap(RecordFormat.header()));
      while (records.hasNext()) {
        encoder.add(records.next());
        if (encoder.sizeBytes() >= FRAME_BYTES) {
          frame(encoder);
        }
      }
      if (encoder.recordCount() > 0) {
        frame(encoder);
      }
      out.flush();
      if (out.hasCapability(StreamCapabilities.HSYNC)) {
        out.hsync();
      }
      return new RecordFiles.Part(
          name, length, RecordFormat.masked(crc), recordCount, codec.writtenClasses());
    }

    private void frame(BlockEncoder<Object> encoder) throws IOException {
      int count = encoder.recordCount();
      ByteBuffer block = encoder.finish();
      put(RecordFormat.frameHeader(block, count));
      put(block);
      recordCount += count;
    }

    private void put(ByteBuffer bytes) throws IOException {
      crc.update(bytes.duplicate());
      length += bytes.remaining();
      byte[] array = new byte[bytes.remaining()];
      bytes.duplicate().get(array);
      out.write(array);
    }
  }
}
