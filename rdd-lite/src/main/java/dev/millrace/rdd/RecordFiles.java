package dev.millrace.rdd;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/**
 * Keeps the records of whole collections in files, for checkpoints and {@code saveAsObjectFile}: a
 * directory with a file for each partition and a manifest that makes them a collection. Found with
 * {@link java.util.ServiceLoader}, so that the file system library behind it stays out of this
 * package. <em>Stateless and thread-safe.</em>
 */
public interface RecordFiles {

  /**
   * Makes a directory unless it is there, and returns its full name.
   *
   * @throws IOException if it cannot be made or is no directory; the message names it
   */
  String makeDirectory(String directory) throws IOException;

  /**
   * Makes a new directory below another one, for this caller alone even when other processes do the
   * same at the same time, and returns its full name.
   */
  String claimDirectory(String parent) throws IOException;

  /**
   * Prepares a directory to be written.
   *
   * @param replace whether the files of an earlier save may be there, whole or in part, and are
   *     removed
   * @param conf says how records are encoded
   * @throws IOException if the path exists already or cannot be made; the message names it
   */
  Save begin(String path, boolean replace, MillraceConf conf) throws IOException;

  /**
   * Opens a directory that was published. Reads the manifest only; the files are verified as they
   * are read.
   *
   * @param conf says how records are decoded
   * @throws CorruptRecordFileException if there is no whole manifest, or (from the reader's
   *     iterators) a file is not what the manifest says
   * @throws IOException if it cannot be read
   */
  <T> PartitionReader<T> open(String path, MillraceConf conf) throws IOException;

  /**
   * Deletes a directory that {@link #begin} made, the manifest first: a crash on the way leaves
   * nothing that can be read. Returns false if there was none.
   *
   * @throws IOException if it holds anything else, which is left alone, or cannot be deleted
   */
  boolean delete(String path) throws IOException;

  /**
   * What a writer says of the file it wrote. <em>Immutable.</em>
   *
   * @param name the file's name within the directory
   * @param length how long it is, in bytes
   * @param crc the masked CRC32C of all its bytes
   * @param recordCount how many records it has
   * @param classes the program's classes among the records, as far as the writer knows them: those
   *     who read what this process wrote need not be told that they are allowed
   */
  record Part(String name, long length, int crc, long recordCount, List<String> classes)
      implements Serializable {

    public Part {
      classes = List.copyOf(classes);
    }
  }

  /** One collection being written. Owned by the calling thread, except for the writer. */
  interface Save {

    /**
     * Writes one partition to a file of its own. Runs on executors, perhaps more than once for a
     * partition; only what {@link #commit} is told of belongs to the collection.
     */
    Job.PartitionAction<Object, Part> writer();

    /**
     * Publishes the files by writing the manifest that names them: before, nothing can be read;
     * after, everything.
     *
     * @param parts what the writer returned, by partition
     * @return reads what was published
     */
    PartitionReader<Object> commit(List<Part> parts) throws IOException;

    /** Removes what was written. */
    void abort() throws IOException;
  }
}
