package dev.millrace.rdd.hadoop;

import dev.millrace.rdd.CorruptRecordFileException;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.RecordFiles.Part;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.zip.CRC32C;
import org.apache.hadoop.fs.FSError;

/**
 * The records of one file, frame by frame: no record of a frame is given before its checksum was
 * found right, nor the end before the file's was. <em>Owned by one task.</em>
 */
final class RecordIterator implements Iterator<Object> {

  private final String file;
  private final DataInputStream in;
  private final Part part;
  private final RecordCodec<Object> codec;
  private final CRC32C crc = new CRC32C();
  private long offset;
  private long recordCount;
  private boolean ended;
  private Iterator<Object> block = Collections.emptyIterator();

  RecordIterator(String file, InputStream in, Part part, RecordCodec<Object> codec) {
    this.file = file;
    this.in = new DataInputStream(in);
    this.part = part;
    this.codec = codec;
  }

  @Override
  public boolean hasNext() {
    while (!ended && !block.hasNext()) {
      try {
        advance();
      } catch (EOFException e) {
        throw corrupt("it ends within a frame", e);
      } catch (IOException e) {
        throw new UncheckedIOException(file + " cannot be read: " + e.getMessage(), e);
      } catch (FSError e) {
        IOException readable = Files.asIoException("read", file, e);
        throw new UncheckedIOException(readable.getMessage(), readable);
      }
    }
    return block.hasNext();
  }

  @Override
  public Object next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return block.next();
  }

  private void advance() throws IOException {
    if (offset == 0 && !Arrays.equals(read(RecordFormat.HEADER_LENGTH), RecordFormat.header())) {
      throw corrupt("it does not begin as files of records of this version do");
    }
    if (offset < part.length()) {
      readFrame();
    } else {
      end();
    }
  }

  private void readFrame() throws IOException {
    long start = offset;
    byte[] header = read(RecordFormat.FRAME_HEADER_LENGTH);
    ByteBuffer numbers = ByteBuffer.wrap(header);
    int length = numbers.getInt();
    int count = numbers.getInt();
    if (length < 1 || length > RecordFormat.BLOCK_LENGTH_MAX || length > part.length() - offset) {
      throw corrupt("the frame at offset " + start + " says it has " + length + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.wrap(read(length));
    if (RecordFormat.frameCrc(header, bytes) != numbers.getInt()) {
      throw corrupt("the frame at offset " + start + " has a wrong checksum");
    }
    recordCount += count;
    block = codec.decode(bytes);
  }

  private void end() throws IOException {
    if (RecordFormat.masked(crc) != part.crc() || recordCount != part.recordCount()) {
      throw corrupt("it is not the file that the manifest names: its checksum is another one");
    }
    ended = true;
    in.close(); // not only when the task ends: it may read many files
  }

  private byte[] read(int length) throws IOException {
    byte[] bytes = new byte[length];
    in.readFully(bytes);
    crc.update(bytes);
    offset += length;
    return bytes;
  }

  private CorruptRecordFileException corrupt(String reason) {
    return new CorruptRecordFileException(file, reason);
  }

  private CorruptRecordFileException corrupt(String reason, Throwable cause) {
    return new CorruptRecordFileException(file, reason, cause);
  }
}
