package dev.millrace.receiver.socket;

import dev.millrace.receiver.ReceiverSettings;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Cuts a stream into frames: {@code length u32, bytes}, the length with its high byte first.
 * <em>Owned by one thread.</em>
 */
final class FrameReader {

  private final InputStream in;

  FrameReader(InputStream in) {
    this.in = in;
  }

  /**
   * Reads the next frame, and blocks until it is there.
   *
   * @return its bytes; empty if the stream has ended after the last frame
   * @throws EOFException if the stream ends within a frame
   * @throws IOException if the stream fails, or a frame is larger than a block may be
   */
  Optional<ByteBuffer> next() throws IOException {
    int first = in.read();
    if (first < 0) {
      return Optional.empty();
    }
    byte[] rest = bytes(3);
    long length =
        (long) first << 24 | (rest[0] & 0xFF) << 16 | (rest[1] & 0xFF) << 8 | (rest[2] & 0xFF);
    if (length > ReceiverSettings.BLOCK_BYTES_MAX) {
      throw new IOException(
          "a frame must have at most " + ReceiverSettings.BLOCK_BYTES_MAX + " bytes: " + length);
    }
    return Optional.of(ByteBuffer.wrap(bytes((int) length)));
  }

  /** Takes memory for what has arrived, not for what a length promises. */
  private byte[] bytes(int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("the stream ended within a frame, which is dropped");
    }
    return bytes;
  }
}
