package dev.millrace.wal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Files under a directory of a local disk, read and written by their owner only.
 * <em>Thread-safe.</em>
 *
 * <p>A sync is the operating system's; whether the drive keeps its word is beyond anybody's reach.
 */
public final class NioFileStore implements FileStore {
  /**
   * The JDK keeps a buffer outside the heap, as long as the longest write, for each thread that
   * writes.
   */
  private static final int WRITE_BYTES_MAX = 256 << 10;

  private final Path root;

  /** Keeps its files under {@code root}, which is created with the first file. */
  public NioFileStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public WritableFile create(String path) throws IOException {
    Path file = resolve(path);
    LocalFiles.createDirectories(file.getParent());
    return new Writer(
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            LocalFiles.ownersFile(file)));
  }

  @Override
  public ReadableFile open(String path) throws IOException {
    return new Reader(FileChannel.open(resolve(path), StandardOpenOption.READ));
  }

  @Override
  public List<String> list(String directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(resolveDirectory(directory))) {
      for (Path file : files) {
        if (Files.isRegularFile(file)) {
          names.add(file.getFileName().toString());
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    Collections.sort(names);
    return names;
  }

  @Override
  public void publish(String temporary, String target) throws IOException {
    LocalFiles.publish(resolve(temporary), resolve(target));
  }

  @Override
  public void delete(String path) throws IOException {
    Files.deleteIfExists(resolve(path));
  }

  @Override
  public void syncDirectory(String directory) throws IOException {
    LocalFiles.syncDirectory(resolveDirectory(directory));
  }

  @Override
  public String describe() {
    return "local files in " + root;
  }

  private Path resolve(String path) {
    return root.resolve(StorePaths.requireInside(path));
  }

  private Path resolveDirectory(String directory) {
    return root.resolve(StorePaths.requireInsideOrRoot(directory));
  }

  private record Writer(FileChannel channel) implements WritableFile {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      int end = bytes.limit();
      while (bytes.position() < end) {
        bytes.limit(Math.min(end, bytes.position() + WRITE_BYTES_MAX));
        channel.write(bytes);
      }
    }

    @Override
    public void sync() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  private record Reader(FileChannel channel) implements ReadableFile {
    @Override
    public int read(long position, ByteBuffer into) throws IOException {
      return channel.read(into, position);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
