package dev.millrace.rdd.block;

import dev.millrace.rdd.BlockKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;

/**
 * The files of blocks on disk, all in one directory that is made for the first of them, for the
 * user's eyes only. <em>Thread-safe</em>; every method blocks on the disk.
 *
 * <p>How much disk they take is bounded by the file system: when it is full, a write fails with an
 * {@link UncheckedIOException} that says so, and leaves no file behind.
 */
final class SpillDirectory {

  private static final Set<StandardOpenOption> NEW_FILE =
      EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

  private final Path directory;
  private final AtomicLong nextFile = new AtomicLong();

  /** Whether the directory has been made; guarded by this object. */
  private boolean isMade;

  SpillDirectory(Path directory) {
    this.directory = directory;
  }

  /** Writes a block's parts, one behind the other, to a new file. */
  SpillFile write(BlockKey key, List<ByteBuffer> parts) {
    Path file = directory.resolve("block-" + nextFile.getAndIncrement());
    try {
      make();
      return write(file, parts);
    } catch (IOException e) {
      UncheckedIOException failure =
          new UncheckedIOException(
              "block " + key + " cannot be written to " + file + ": " + reasonOf(e), e);
      try {
        Files.deleteIfExists(file);
      } catch (IOException notDeleted) {
        failure.addSuppressed(notDeleted);
      }
      throw failure;
    }
  }

  /**
   * Reads the parts of a block back and checks them.
   *
   * @throws CorruptBlockException if they are not what was written, or not there
   */
  List<ByteBuffer> read(BlockKey key, SpillFile file) {
    CRC32C checksum = new CRC32C();
    List<ByteBuffer> parts = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
      if (channel.size() != file.sizeBytes()) {
        throw new CorruptBlockException(
            key,
            file.path(),
            "it has " + channel.size() + " bytes instead of " + file.sizeBytes(),
            null);
      }
      for (int length : file.partLengths()) {
        ByteBuffer part = ByteBuffer.allocate(length);
        while (part.hasRemaining()) {
          if (channel.read(part) < 0) {
            throw new CorruptBlockException(key, file.path(), "it ends too early", null);
          }
        }
        part.flip();
        checksum.update(part.duplicate());
        parts.add(part);
      }
    } catch (NoSuchFileException e) {
      throw new CorruptBlockException(key, file.path(), "there is no such file", e);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "block " + key + " cannot be read from " + file.path() + ": " + reasonOf(e), e);
    }
    if (checksum.getValue() != file.crc32c()) {
      throw new CorruptBlockException(
          key,
          file.path(),
          "its checksum is "
              + Long.toHexString(checksum.getValue())
              + " instead of "
              + Long.toHexString(file.crc32c()),
          null);
    }
    return parts;
  }

  /** Deletes a file; no error if it is gone. */
  void delete(SpillFile file) {
    try {
      Files.deleteIfExists(file.path());
    } catch (IOException e) {
      throw new UncheckedIOException("the file of a block cannot be deleted: " + file.path(), e);
    }
  }

  /** Deletes the last files and the directory, as far as that is possible. */
  void deleteAll(List<SpillFile> files) {
    List<UncheckedIOException> failures = new ArrayList<>();
    for (SpillFile file : files) {
      try {
        delete(file);
      } catch (UncheckedIOException e) {
        failures.add(e);
      }
    }
    try {
      deleteIfEmpty();
    } catch (UncheckedIOException e) {
      failures.add(e);
    }
    if (!failures.isEmpty()) {
      UncheckedIOException first = failures.remove(0);
      failures.forEach(first::addSuppressed);
      throw first;
    }
  }

  /** Deletes the directory once it is empty; whoever deletes the last file calls it last. */
  synchronized void deleteIfEmpty() {
    if (!isMade) {
      return;
    }
    try {
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException e) {
      // Somebody is still writing a file there, and will delete it and come here again.
    } catch (IOException e) {
      throw new UncheckedIOException("the directory of blocks cannot be deleted: " + directory, e);
    }
  }

  private synchronized void make() throws IOException {
    if (isMade) {
      return;
    }
    Path parent = directory.toAbsolutePath().getParent();
    Files.createDirectories(parent);
    try {
      Files.createDirectory(directory, ownerOnly(parent, "rwx------"));
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          "the directory " + directory + " is there already, and blocks need one of their own", e);
    }
    isMade = true;
  }

  private SpillFile write(Path path, List<ByteBuffer> parts) throws IOException {
    CRC32C checksum = new CRC32C();
    long sizeBytes = 0;
    List<Integer> partLengths = new ArrayList<>();
    try (FileChannel channel =
        FileChannel.open(path, NEW_FILE, ownerOnly(directory, "rw-------"))) {
      for (ByteBuffer part : parts) {
        checksum.update(part.duplicate());
        ByteBuffer rest = part.duplicate();
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        partLengths.add(part.remaining());
        sizeBytes += part.remaining();
      }
    }
    return new SpillFile(path, partLengths, sizeBytes, checksum.getValue());
  }

  private static String reasonOf(IOException failure) {
    return failure instanceof ClosedByInterruptException
        ? "the thread was interrupted"
        : failure
            + ". Free room on that file system or mend it, or keep blocks on another one or in"
            + " memory only";
  }

  private static FileAttribute<?>[] ownerOnly(Path place, String permissions) throws IOException {
    boolean isPosix =
        Files.getFileStore(place).supportsFileAttributeView(PosixFileAttributeView.class);
    if (!isPosix) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString(permissions);
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(ownerOnly)};
  }
}
