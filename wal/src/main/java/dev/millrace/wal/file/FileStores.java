package dev.millrace.wal.file;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Finds the store that a directory's name asks for. */
public final class FileStores {
  /** A scheme has two letters at least, so that a drive's letter is none. */
  private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]+:.*");

  private FileStores() {}

  /**
   * Opens the store at a directory. May block on disk and network.
   *
   * @param directory a path or a {@code file:} URI for a local disk; any other URI is taken to
   *     Hadoop
   * @throws UnsyncableStoreException if what is written there cannot be made durable
   * @throws IllegalArgumentException if it is no path and no URI
   */
  public static FileStore open(String directory) throws IOException {
    if (directory.isBlank()) {
      throw new IllegalArgumentException("directory must not be blank: name a path or a URI");
    }
    if (!SCHEME.matcher(directory).matches()) {
      return new NioFileStore(Path.of(directory));
    }
    URI uri = URI.create(directory);
    return "file".equalsIgnoreCase(uri.getScheme())
        ? new NioFileStore(Path.of(uri.getPath()))
        : HadoopFileStore.at(directory);
  }
}
