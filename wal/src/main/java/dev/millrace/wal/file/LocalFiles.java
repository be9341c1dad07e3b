package dev.millrace.wal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The steps on a local disk that make names durable and keep files to their owner. */
final class LocalFiles {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private LocalFiles() {}

  /**
   * Attributes that give a new file to its owner only; none where the file system has no such
   * thing.
   */
  static FileAttribute<?>[] ownersFile(Path path) {
    return attributes(path, FILE);
  }

  /** Creates an empty file for its owner only, or finds that there is one, in one atomic step. */
  static void createFile(Path file) throws IOException {
    Files.createFile(file, ownersFile(file));
  }

  /**
   * Creates a directory and those above it, for the owner only; their names are durable on return.
   */
  static void createDirectories(Path directory) throws IOException {
    if (Files.isDirectory(directory)) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    createDirectories(parent);
    try {
      Files.createDirectory(directory, attributes(directory, DIRECTORY));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
    syncDirectory(parent);
  }

  static void syncDirectory(Path directory) throws IOException {
    // Elsewhere a directory cannot be opened, and its journal keeps the names in order.
    if (isPosix(directory.getFileSystem())) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Renames in one atomic step, or fails; never by copying. The new name is durable on return. */
  static void publish(Path temporary, Path target) throws IOException {
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    syncDirectory(target.getParent());
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
    return isPosix(path.getFileSystem())
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(FileSystem fileSystem) {
    return fileSystem.supportedFileAttributeViews().contains("posix");
  }
}
