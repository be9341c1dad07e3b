package dev.millrace.wal.file;

import java.io.IOException;
import java.util.List;

/**
 * The files that a log and its snapshots live in.
 *
 * <p>Paths are relative to the store's root and separated by {@code /}. A store is
 * <em>thread-safe</em>; the files it hands out are not. Every method may block on the disk.
 */
public interface FileStore {

  /**
   * Creates a new, empty file and the directories above it. The file's name is durable only after
   * {@link #syncDirectory} of its directory.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is such a file: no file is ever
   *     appended to
   */
  WritableFile create(String path) throws IOException;

  /**
   * Opens a file for positioned reads.
   *
   * @throws java.nio.file.NoSuchFileException if there is no such file
   */
  ReadableFile open(String path) throws IOException;

  /**
   * The plain names of the files directly in {@code directory}, sorted; empty when there is no such
   * directory.
   */
  List<String> list(String directory) throws IOException;

  /**
   * Gives the closed file {@code temporary} the name {@code target} in one atomic step, replacing
   * what had that name, and makes the directory durable. On return the new name survives a power
   * loss.
   */
  void publish(String temporary, String target) throws IOException;

  /** Deletes a file; no error if it is not there. Durable after {@link #syncDirectory}. */
  void delete(String path) throws IOException;

  /** Makes the creations, deletions and renames in {@code directory} durable. */
  void syncDirectory(String directory) throws IOException;

  /** Names the kind of store and its root, for messages. */
  String describe();
}
