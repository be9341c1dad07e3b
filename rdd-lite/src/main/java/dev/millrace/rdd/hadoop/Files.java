package dev.millrace.rdd.hadoop;

import java.io.File;
import java.io.IOException;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;

/** What Hadoop's file systems need to be told. */
final class Files {

  private Files() {}

  static Path path(String text) {
    try {
      return new Path(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not a path that Hadoop's file systems understand: '"
              + text
              + "' ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  /**
   * The file system of a path, as core-site.xml on the class path configures it. A local one
   * without checksum files, whose streams really sync.
   */
  static FileSystem systemOf(Path path) throws IOException {
    FileSystem system = path.getFileSystem(Defaults.shared());
    return system instanceof LocalFileSystem local ? local.getRawFileSystem() : system;
  }

  /**
   * Makes renames in a local directory, and its own name, survive a power loss; others see to that
   * themselves.
   */
  static void syncDirectory(FileSystem system, Path directory) throws IOException {
    if (!system.getUri().getScheme().equals("file")) {
      return;
    }
    File local = new File(system.makeQualified(directory).toUri().getPath());
    IOUtils.fsync(local);
    IOUtils.fsync(local.getParentFile());
  }

  /** Local disks report their failures as errors, which they are not: the program goes on. */
  static IOException asIoException(String what, String path, FSError error) {
    return new IOException("cannot " + what + " " + path + ": " + error.getMessage(), error);
  }
}
