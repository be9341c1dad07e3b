package dev.millrace.streaming.hadoop;

import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Tuple2;
import dev.millrace.streaming.source.DirectSource;
import java.time.Duration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.InputFormat;

/** The file inputs that every program knows. */
public final class FileInputs {

  private FileInputs() {}

  /** The lines of new text files, in UTF-8; files compressed as their name says are read so. */
  public static DirectSource<?, String> text(String directory, Duration minRemember) {
    HadoopSettings settings = HadoopSettings.fromClassPath();
    return new FileInput<>(
        path(directory),
        Directory::isVisible,
        true,
        minRemember,
        settings,
        file -> new TextFilePart(file, settings));
  }

  /** The records of new files that hold nothing but records of one length. */
  public static DirectSource<?, byte[]> binaryRecords(
      String directory, int recordLength, Duration minRemember) {
    if (recordLength < 1) {
      throw new IllegalArgumentException("recordLength must be positive: " + recordLength);
    }
    HadoopSettings settings = HadoopSettings.fromClassPath();
    return new FileInput<>(
        path(directory),
        Directory::isVisible,
        true,
        minRemember,
        settings,
        file -> new BinaryFilePart(file, recordLength, settings));
  }

  /** The filter of streams whose program names none: hidden files do not count. */
  public static Function<Path, Boolean> visibleFiles() {
    return Directory::isVisible;
  }

  /** What an input format makes of new files. */
  public static <K, V> DirectSource<?, Tuple2<K, V>> formatted(
      String directory,
      Class<? extends InputFormat<K, V>> format,
      Function<Path, Boolean> filter,
      boolean newFilesOnly,
      Duration minRemember,
      HadoopSettings settings) {
    return new FileInput<>(
        path(directory),
        filter,
        newFilesOnly,
        minRemember,
        settings,
        file -> new InputFormatPart<>(file, format, settings));
  }

  static Path path(String directory) {
    try {
      return new Path(directory);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "not a directory that Hadoop's file systems understand: '"
              + directory
              + "' ("
              + e.getMessage()
              + ")",
          e);
    }
  }
}
