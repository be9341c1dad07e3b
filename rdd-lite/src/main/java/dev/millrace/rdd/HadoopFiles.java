package dev.millrace.rdd;

import dev.millrace.rdd.function.Tuple2;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes files by Hadoop's formats. Found with {@link java.util.ServiceLoader}, so that
 * Hadoop stays out of this package. <em>Stateless and thread-safe.</em>
 *
 * <p>Files to read are cut into splits at once, each a partition. Keys and values that Hadoop would
 * use again for the next record are copied, so that records may be kept.
 */
public interface HadoopFiles {

  /** Which of Hadoop's two families of formats is meant. */
  enum Api {
    /** The formats of {@code org.apache.hadoop.mapred}. */
    MAPRED,
    /** The formats of {@code org.apache.hadoop.mapreduce}, which programs call the new ones. */
    MAPREDUCE
  }

  /**
   * Where files are.
   *
   * @param paths files and directories
   * @param areExact whether the names are just what they are; else each may hold several separated
   *     by commas, and patterns
   */
  record Inputs(List<String> paths, boolean areExact) {

    public Inputs {
      paths = List.copyOf(paths);
      if (paths.isEmpty()) {
        throw new IllegalArgumentException("there must be at least one file to read: " + paths);
      }
    }
  }

  /** What settings say besides Hadoop's defaults, if they are a {@code Configuration}. */
  Map<String, String> settings(Iterable<Map.Entry<String, String>> settings);

  /**
   * The lines of text files, compressed ones by their name's ending.
   *
   * @param partitionsMin how many partitions there should be at least; a hint
   */
  PartitionReader<String> text(Inputs inputs, int partitionsMin) throws IOException;

  /**
   * The records of files in which each has the same length.
   *
   * @param recordLength in bytes
   * @throws IOException from a task, if a file's length is no multiple of it
   */
  PartitionReader<byte[]> binaryRecords(Inputs inputs, int recordLength) throws IOException;

  /**
   * The pairs that an {@code InputFormat} reads.
   *
   * @param partitionsMin how many partitions there should be at least; a hint to {@code mapred}
   *     formats, others are told by settings
   * @throws IllegalArgumentException if the format is no such class
   */
  <K, V> PartitionReader<Tuple2<K, V>> pairs(
      Api api, Inputs inputs, HadoopFormat format, int partitionsMin) throws IOException;

  /**
   * Prepares an output by an {@code OutputFormat} and its committer.
   *
   * @param path the directory; empty if the settings or the format know where
   * @param replace whether the format's own check of the output is left out, so that an output that
   *     is written again after a failure may be there
   * @throws IllegalArgumentException if the format is no such class
   * @throws IOException if the output exists already or cannot be prepared
   */
  <K, V> Save<K, V> begin(Api api, Optional<String> path, HadoopFormat format, boolean replace)
      throws IOException;

  /**
   * Prepares compressed text files of the records' {@code toString}.
   *
   * @param codec one of Hadoop's {@code CompressionCodec}s
   * @throws IllegalArgumentException if it is none
   */
  <V> Save<Object, V> beginText(String path, Class<?> codec) throws IOException;

  /**
   * The format with its output compressed.
   *
   * @throws IllegalArgumentException if the class is no {@code CompressionCodec}
   */
  HadoopFormat compressed(HadoopFormat format, Class<?> codec);

  /** One output being written. Owned by the calling thread, except for the writer. */
  interface Save<K, V> {

    /** Writes one partition; an attempt that fails is aborted, one that succeeds is committed. */
    Job.PartitionAction<Tuple2<K, V>, Boolean> writer();

    /** Publishes what the partitions wrote, as the format's committer does. */
    void commit() throws IOException;

    /** Removes what was written, as the format's committer does. */
    void abort() throws IOException;
  }
}
