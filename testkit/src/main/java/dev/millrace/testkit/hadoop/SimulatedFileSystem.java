package dev.millrace.testkit.hadoop;

import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.ReadableFile;
import dev.millrace.wal.file.WritableFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIsNotEmptyDirectoryException;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * A simulated disk as Hadoop sees a file system, shaped after HDFS: names are durable as soon as
 * they are there, bytes once they are synced, nothing is appended to, a rename is atomic.
 * <em>Thread-safe if the world is.</em>
 */
public final class SimulatedFileSystem extends FileSystem {
  private static final long BLOCK_BYTES = 64L << 20;

  /** Directories without files. They are names only, and kept by this instance. */
  private final Set<String> emptyDirectories = new TreeSet<>();

  private Optional<HadoopMount> mount = Optional.empty();
  private Optional<FileStore> store = Optional.empty();
  private Path workingDirectory = new Path("/");

  /** Called by Hadoop, which then calls {@link #initialize}. */
  public SimulatedFileSystem() {}

  @Override
  public void initialize(URI name, Configuration configuration) throws IOException {
    super.initialize(name, configuration);
    HadoopMount found = HadoopMount.named(name.getAuthority());
    mount = Optional.of(found);
    store = Optional.of(found.disk().mount(found.life()));
    setConf(configuration);
    workingDirectory = found.root();
  }

  @Override
  public String getScheme() {
    return HadoopMount.SCHEME;
  }

  @Override
  public URI getUri() {
    return mount().root().toUri().resolve("/");
  }

  @Override
  public Path getWorkingDirectory() {
    return workingDirectory;
  }

  @Override
  public void setWorkingDirectory(Path directory) {
    workingDirectory = makeQualified(directory);
  }

  @Override
  public FSDataInputStream open(Path file, int bufferSize) throws IOException {
    String path = inside(file);
    ReadableFile opened = attempt(() -> store().open(path));
    return new FSDataInputStream(new SimulatedInputStream(this, opened));
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      FsPermission permission,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    String path = inside(file);
    if (isDirectory(path)) {
      throw new FileAlreadyExistsException(file + " is a directory");
    }
    WritableFile created =
        attempt(
            () -> {
              if (overwrite) {
                store().delete(path);
              }
              return createDurably(path);
            });
    return new FSDataOutputStream(
        new SimulatedOutputStream(this, created, !mount().has(HadoopQuirk.NO_HSYNC)), statistics);
  }

  private WritableFile createDurably(String path) throws IOException {
    WritableFile created = store().create(path);
    try {
      store().syncDirectory(parentOf(path));
      return created;
    } catch (IOException e) {
      try (created) {
        throw e;
      }
    }
  }

  @Override
  public FSDataOutputStream append(Path file, int bufferSize, Progressable progress) {
    throw new UnsupportedOperationException("no file is appended to: create another");
  }

  @Override
  public boolean rename(Path source, Path target) throws IOException {
    try {
      replace(source, target, false);
      return true;
    } catch (IOException e) {
      if (mount().has(HadoopQuirk.RENAME_RETURNS_FALSE)) {
        return false;
      }
      throw e;
    }
  }

  /** Renames a file in one step. */
  void replace(Path source, Path target, boolean overwrite) throws IOException {
    String from = inside(source);
    String to = inside(target);
    if (isDirectory(to) || (!overwrite && isFile(to))) {
      throw new FileAlreadyExistsException(target.toString());
    }
    attempt(
        () -> {
          store().publish(from, to);
          return to;
        });
  }

  @Override
  public boolean delete(Path file, boolean recursive) throws IOException {
    String path = inside(file);
    if (isFile(path)) {
      deleteFile(path);
      return true;
    }
    List<String> within = filesWithin(path);
    if (!within.isEmpty() && !recursive) {
      throw new PathIsNotEmptyDirectoryException(file.toString());
    }
    for (String each : within) {
      deleteFile(each);
    }
    boolean wasEmptyDirectory = emptyDirectories.remove(path);
    return wasEmptyDirectory || !within.isEmpty();
  }

  private void deleteFile(String path) throws IOException {
    attempt(
        () -> {
          store().delete(path);
          store().syncDirectory(parentOf(path));
          return path;
        });
  }

  @Override
  public FileStatus[] listStatus(Path directory) throws IOException {
    String path = inside(directory);
    if (isFile(path)) {
      return new FileStatus[] {getFileStatus(directory)};
    }
    if (!isDirectory(path)) {
      throw new FileNotFoundException(directory + " does not exist");
    }
    List<FileStatus> statuses = new ArrayList<>();
    for (String name : attempt(() -> store().list(path))) {
      statuses.add(getFileStatus(new Path(directory, name)));
    }
    String prefix = path.isEmpty() ? "" : path + "/";
    Set<String> subdirectories = new LinkedHashSet<>();
    for (String file : filesWithin(path)) {
      int slash = file.indexOf('/', prefix.length());
      if (slash >= 0) {
        subdirectories.add(file.substring(prefix.length(), slash));
      }
    }
    for (String name : subdirectories) {
      statuses.add(getFileStatus(new Path(directory, name)));
    }
    return statuses.toArray(new FileStatus[0]);
  }

  @Override
  public boolean mkdirs(Path directory, FsPermission permission) throws IOException {
    String path = inside(directory);
    for (String each = path; !each.isEmpty(); each = parentOf(each)) {
      if (isFile(each)) {
        throw new ParentNotDirectoryException(each + " is a file");
      }
    }
    if (!path.isEmpty()) {
      emptyDirectories.add(path);
    }
    return true;
  }

  @Override
  public FileStatus getFileStatus(Path file) throws IOException {
    mount().life().checkAlive();
    String path = inside(file);
    Path qualified = makeQualified(file);
    if (isFile(path)) {
      return new FileStatus(length(path), false, 1, BLOCK_BYTES, 0, qualified);
    }
    if (isDirectory(path)) {
      return new FileStatus(0, true, 0, 0, 0, qualified);
    }
    throw new FileNotFoundException(file + " does not exist");
  }

  private long length(String path) throws IOException {
    return mount().has(HadoopQuirk.STALE_LENGTH) ? 0 : mount().disk().bytes(path).length;
  }

  /** Carries out an operation on the disk as Hadoop would report its failure. */
  <T> T attempt(Operation<T> operation) throws IOException {
    try {
      return operation.run();
    } catch (NoSuchFileException e) {
      throw translated(new FileNotFoundException(e.getMessage()), e);
    } catch (java.nio.file.FileAlreadyExistsException e) {
      throw translated(new FileAlreadyExistsException(e.getMessage()), e);
    } catch (IOException e) {
      if (mount().has(HadoopQuirk.FS_ERROR)) {
        throw fsError(e);
      }
      throw e;
    }
  }

  /** Hadoop keeps its constructor to itself; its own local file system throws it at others. */
  private static FSError fsError(IOException cause) {
    try {
      Constructor<FSError> constructor = FSError.class.getDeclaredConstructor(Throwable.class);
      constructor.setAccessible(true);
      return constructor.newInstance(cause);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("FSError is not the class it was in Hadoop 3.5", e);
    }
  }

  private static <E extends IOException> E translated(E exception, Throwable cause) {
    exception.initCause(cause);
    return exception;
  }

  /** One operation on the disk. */
  interface Operation<T> {
    T run() throws IOException;
  }

  private HadoopMount mount() {
    return mount.orElseThrow(SimulatedFileSystem::notInitialized);
  }

  private FileStore store() {
    return store.orElseThrow(SimulatedFileSystem::notInitialized);
  }

  private static IllegalStateException notInitialized() {
    return new IllegalStateException("initialize comes before everything else");
  }

  private String inside(Path file) {
    checkPath(file);
    return makeQualified(file).toUri().getPath().substring(1);
  }

  private static String parentOf(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private boolean isFile(String path) {
    return mount().disk().paths().contains(path);
  }

  private boolean isDirectory(String path) {
    String prefix = path + "/";
    return path.isEmpty()
        || !filesWithin(path).isEmpty()
        || emptyDirectories.stream().anyMatch(each -> (each + "/").startsWith(prefix));
  }

  private List<String> filesWithin(String directory) {
    return directory.isEmpty()
        ? mount().disk().paths()
        : mount().disk().paths().stream().filter(path -> path.startsWith(directory + "/")).toList();
  }
}
