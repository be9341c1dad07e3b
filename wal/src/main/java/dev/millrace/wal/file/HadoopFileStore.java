package dev.millrace.wal.file;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.ipc.RemoteException;

/**
 * Files on one of Hadoop's file systems, read and written by their owner only.
 * <em>Thread-safe.</em>
 *
 * <p>Hadoop's interface hides differences that matter to a log, so this class takes nothing on
 * trust: the local file system is used without its checksum layer, whose sync does nothing; any
 * other is asked whether its streams sync; errors that Hadoop throws past {@code catch (Exception)}
 * become IOExceptions; a rename succeeds or throws; files are read to their end, whatever length
 * the file system reports; no file is appended to.
 */
public final class HadoopFileStore implements FileStore {
  private static final FsPermission FILE = new FsPermission((short) 0600);
  private static final FsPermission DIRECTORY = new FsPermission((short) 0700);
  private static final String PROBE = ".millrace-sync-probe";
  private static final int STREAM_BUFFER_BYTES = 4096;
  private static final int COPY_BYTES = 64 << 10;

  private final FileSystem fileSystem;

  /**
   * The same as {@link #fileSystem} when that is a local disk: java.nio then does what Hadoop does
   * badly or not.
   */
  private final Optional<RawLocalFileSystem> local;

  private final Path root;

  private HadoopFileStore(FileSystem fileSystem, Optional<RawLocalFileSystem> local, Path root) {
    this.fileSystem = fileSystem;
    this.local = local;
    this.root = root;
  }

  /**
   * Keeps files under {@code root}, after a trial of whether its file system syncs. May block on
   * disk and network.
   *
   * @param configuration Hadoop's, which says how to reach the file system
   * @throws UnsyncableStoreException if it does not sync
   */
  public static HadoopFileStore at(Path root, Configuration configuration) throws IOException {
    return attempt(
        () -> {
          FileSystem found = root.getFileSystem(configuration);
          FileSystem raw = found instanceof LocalFileSystem l ? l.getRawFileSystem() : found;
          Path qualified = raw.makeQualified(root);
          HadoopFileStore store =
              new HadoopFileStore(
                  raw,
                  raw instanceof RawLocalFileSystem r ? Optional.of(r) : Optional.empty(),
                  qualified);
          store.requireSync();
          return store;
        });
  }

  /**
   * The same for a URI such as {@code hdfs://host/logs}, with Hadoop's configuration from the class
   * path.
   */
  public static HadoopFileStore at(String uri) throws IOException {
    return at(new Path(uri), new Configuration());
  }

  @Override
  public WritableFile create(String path) throws IOException {
    Path file = resolve(path);
    return attempt(
        () -> {
          try {
            return new Writer(createStream(file));
          } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
            throw withCause(new FileAlreadyExistsException(file.toString()), e);
          } catch (RemoteException e) {
            // HDFS says so while another writer has the file open.
            throw e.getClassName().endsWith(".AlreadyBeingCreatedException")
                ? withCause(new FileAlreadyExistsException(file.toString()), e)
                : e;
          }
        });
  }

  @Override
  public ReadableFile open(String path) throws IOException {
    Path file = resolve(path);
    return attempt(
        () -> {
          try {
            return new Reader(fileSystem.open(file, STREAM_BUFFER_BYTES));
          } catch (FileNotFoundException e) {
            throw withCause(new NoSuchFileException(file.toString()), e);
          }
        });
  }

  @Override
  public List<String> list(String directory) throws IOException {
    Path path = resolveDirectory(directory);
    return attempt(
        () -> {
          List<String> names = new ArrayList<>();
          try {
            for (FileStatus status : fileSystem.listStatus(path)) {
              if (status.isFile()) {
                names.add(status.getPath().getName());
              }
            }
          } catch (FileNotFoundException e) {
            return List.of();
          }
          Collections.sort(names);
          return names;
        });
  }

  @Override
  public void publish(String temporary, String target) throws IOException {
    Path from = resolve(temporary);
    Path to = resolve(target);
    attempt(
        () -> {
          if (local.isPresent()) {
            // Hadoop's rename falls back to copying, which is not atomic, and does not sync the
            // directory.
            LocalFiles.publish(localPath(from), localPath(to));
          } else {
            FileContext.getFileContext(root.toUri(), fileSystem.getConf())
                .rename(from, to, Rename.OVERWRITE);
          }
          return to;
        });
  }

  @Override
  public void delete(String path) throws IOException {
    Path file = resolve(path);
    boolean done = attempt(() -> fileSystem.delete(file, false) || !fileSystem.exists(file));
    if (!done) {
      throw new IOException("could not delete " + file);
    }
  }

  /** Syncs a local directory; elsewhere the file system keeps names durable by itself. */
  @Override
  public void syncDirectory(String directory) throws IOException {
    Path path = resolveDirectory(directory);
    if (local.isPresent()) {
      LocalFiles.syncDirectory(localPath(path));
    }
  }

  @Override
  public String describe() {
    return fileSystem.getClass().getSimpleName() + " files in " + root;
  }

  private void requireSync() throws IOException {
    Path probe = resolve(PROBE);
    fileSystem.delete(probe, false);
    try (FSDataOutputStream stream = createStream(probe)) {
      if (!stream.hasCapability(StreamCapabilities.HSYNC)) {
        throw new UnsyncableStoreException(root.toString(), fileSystem.getClass().getName());
      }
    } finally {
      fileSystem.delete(probe, false);
    }
  }

  private FSDataOutputStream createStream(Path file) throws IOException {
    if (local.isPresent()) {
      // Hadoop looks whether the file is there and then creates it, so that two may both succeed.
      LocalFiles.createDirectories(localPath(file.getParent()));
      LocalFiles.createFile(localPath(file));
    } else {
      fileSystem.mkdirs(file.getParent(), DIRECTORY);
    }
    return fileSystem.create(
        file,
        FILE,
        local.isPresent(),
        STREAM_BUFFER_BYTES,
        fileSystem.getDefaultReplication(file),
        fileSystem.getDefaultBlockSize(file),
        null);
  }

  private java.nio.file.Path localPath(Path path) {
    return local.orElseThrow().pathToFile(path).toPath();
  }

  private Path resolve(String path) {
    return new Path(root, StorePaths.requireInside(path));
  }

  private Path resolveDirectory(String directory) {
    return StorePaths.requireInsideOrRoot(directory).isEmpty() ? root : new Path(root, directory);
  }

  private static <E extends IOException> E withCause(E exception, Throwable cause) {
    exception.initCause(cause);
    return exception;
  }

  /**
   * Hadoop reports a failing local disk by an Error, which is a fault of the world all the same.
   */
  private static <T> T attempt(Operation<T> operation) throws IOException {
    try {
      return operation.run();
    } catch (FSError e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private interface Operation<T> {
    T run() throws IOException;
  }

  private record Writer(FSDataOutputStream stream) implements WritableFile {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      attempt(
          () -> {
            if (bytes.hasArray()) {
              stream.write(
                  bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
              bytes.position(bytes.limit());
            } else {
              copy(bytes);
            }
            stream.hflush(); // out of the stream's own buffer: the caller's bytes outlive this
            // process
            return stream;
          });
    }

    private void copy(ByteBuffer bytes) throws IOException {
      byte[] piece = new byte[Math.min(bytes.remaining(), COPY_BYTES)];
      while (bytes.hasRemaining()) {
        int count = Math.min(bytes.remaining(), piece.length);
        bytes.get(piece, 0, count);
        stream.write(piece, 0, count);
      }
    }

    @Override
    public void sync() throws IOException {
      attempt(
          () -> {
            stream.hsync();
            return stream;
          });
    }

    @Override
    public void close() throws IOException {
      attempt(
          () -> {
            stream.close();
            return stream;
          });
    }
  }

  private static final class Reader implements ReadableFile {
    private final FSDataInputStream stream;
    private volatile boolean closed;

    Reader(FSDataInputStream stream) {
      this.stream = stream;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
      if (closed) { // Hadoop's streams answer with a NullPointerException
        throw new ClosedChannelException();
      }
      return attempt(() -> into.hasArray() ? readArray(position, into) : copy(position, into));
    }

    private int readArray(long position, ByteBuffer into) throws IOException {
      int at = into.arrayOffset() + into.position();
      int count = stream.read(position, into.array(), at, into.remaining());
      if (count > 0) {
        into.position(into.position() + count);
      }
      return count;
    }

    private int copy(long position, ByteBuffer into) throws IOException {
      byte[] piece = new byte[Math.min(into.remaining(), COPY_BYTES)];
      int count = stream.read(position, piece, 0, piece.length);
      if (count > 0) {
        into.put(piece, 0, count);
      }
      return count;
    }

    @Override
    public void close() throws IOException {
      closed = true;
      attempt(
          () -> {
            stream.close();
            return stream;
          });
    }
  }
}
