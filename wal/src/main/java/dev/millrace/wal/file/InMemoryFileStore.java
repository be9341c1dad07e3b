package dev.millrace.wal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Files on the heap, for contexts without a directory: as durable as the process.
 * <em>Thread-safe.</em>
 */
public final class InMemoryFileStore implements FileStore {
  private final NavigableMap<String, MemoryFile> files = new ConcurrentSkipListMap<>();

  @Override
  public WritableFile create(String path) throws IOException {
    MemoryFile file = new MemoryFile();
    if (files.putIfAbsent(StorePaths.requireInside(path), file) != null) {
      throw new FileAlreadyExistsException(path);
    }
    return new Writer(file);
  }

  @Override
  public ReadableFile open(String path) throws IOException {
    MemoryFile file = files.get(StorePaths.requireInside(path));
    if (file == null) {
      throw new NoSuchFileException(path);
    }
    return new Reader(file);
  }

  @Override
  public List<String> list(String directory) {
    String prefix = StorePaths.requireInsideOrRoot(directory).isEmpty() ? "" : directory + "/";
    return files.tailMap(prefix, true).keySet().stream()
        .takeWhile(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()))
        .filter(name -> name.indexOf('/') < 0)
        .toList();
  }

  @Override
  public synchronized void publish(String temporary, String target) throws IOException {
    String published = StorePaths.requireInside(target);
    MemoryFile file = files.get(StorePaths.requireInside(temporary));
    if (file == null) {
      throw new NoSuchFileException(temporary);
    }
    files.put(published, file);
    files.remove(temporary);
  }

  @Override
  public void delete(String path) {
    files.remove(StorePaths.requireInside(path));
  }

  @Override
  public void syncDirectory(String directory) {
    StorePaths.requireInsideOrRoot(directory);
    // Memory has no second, more durable copy to bring up to date.
  }

  @Override
  public String describe() {
    return "files in memory";
  }

  /** The bytes of a file, in pieces, so that growing copies no more than the first of them. */
  private static final class MemoryFile {
    private static final int PIECE_BITS = 14;
    private static final int PIECE_LENGTH = 1 << PIECE_BITS;

    private final List<byte[]> pieces = new ArrayList<>();
    private long length;

    synchronized void append(ByteBuffer bytes) {
      while (bytes.hasRemaining()) {
        int offset = (int) length & (PIECE_LENGTH - 1);
        int count = Math.min(bytes.remaining(), PIECE_LENGTH - offset);
        bytes.get(lastPiece(offset, offset + count), offset, count);
        length += count;
      }
    }

    /** The piece that holds {@code used} bytes, with room for as many as are {@code needed}. */
    private byte[] lastPiece(int used, int needed) {
      int last = pieces.size() - 1;
      if (used == 0) {
        byte[] piece = new byte[pieces.isEmpty() ? needed : PIECE_LENGTH];
        pieces.add(piece);
        return piece;
      }
      byte[] piece = pieces.get(last);
      if (piece.length < needed) {
        piece = Arrays.copyOf(piece, Math.min(PIECE_LENGTH, Math.max(needed, 2 * piece.length)));
        pieces.set(last, piece);
      }
      return piece;
    }

    synchronized int read(long position, ByteBuffer into) {
      if (position >= length) {
        return -1;
      }
      int total = (int) Math.min(into.remaining(), length - position);
      for (int done = 0; done < total; ) {
        long at = position + done;
        int offset = (int) at & (PIECE_LENGTH - 1);
        int count = Math.min(total - done, PIECE_LENGTH - offset);
        into.put(pieces.get((int) (at >>> PIECE_BITS)), offset, count);
        done += count;
      }
      return total;
    }
  }

  private static final class Writer implements WritableFile {
    private final MemoryFile file;
    private boolean closed;

    Writer(MemoryFile file) {
      this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      requireOpen();
      file.append(bytes);
    }

    @Override
    public void sync() throws IOException {
      requireOpen();
    }

    @Override
    public void close() {
      closed = true;
    }

    private void requireOpen() throws IOException {
      if (closed) {
        throw new ClosedChannelException();
      }
    }
  }

  private static final class Reader implements ReadableFile {
    private final MemoryFile file;
    private volatile boolean closed;

    Reader(MemoryFile file) {
      this.file = file;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
      if (closed) {
        throw new ClosedChannelException();
      }
      return file.read(position, into);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
