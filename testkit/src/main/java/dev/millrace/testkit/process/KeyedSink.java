package dev.millrace.testkit.process;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A sink in a directory that one process writes and another reads: a file for each batch and
 * output, named after the two, so that a batch that runs again overwrites its own file. A batch is
 * named by its time, which is decided once for each batch number. <em>Owned by one thread in each
 * process.</em>
 */
public final class KeyedSink {
  /** A file's bytes are durable; it has not got its name. */
  public static final String WRITTEN = "sink.written";

  /** A file has its name; the driver does not know. */
  public static final String PUBLISHED = "sink.published";

  private static final String SUFFIX = ".batch";
  private static final String TEMPORARY = ".temporary";

  private final Path directory;
  private final Consumer<String> crashPoints;

  /**
   * A sink in an existing directory.
   *
   * @param crashPoints told the steps of writing
   */
  public KeyedSink(Path directory, Consumer<String> crashPoints) {
    this.directory = directory;
    this.crashPoints = crashPoints;
  }

  /**
   * Writes what an output of a batch holds, in place of what an earlier run has written. Blocks
   * until the bytes are durable and have their name. A first run without records writes nothing.
   */
  public void write(long batchTimeMillis, int output, List<String> records) throws IOException {
    String name = String.format(Locale.ROOT, "%016d-%d", batchTimeMillis, output);
    Path file = directory.resolve(name + SUFFIX);
    if (records.isEmpty() && !Files.exists(file)) {
      return;
    }
    Path temporary = directory.resolve(name + TEMPORARY);
    try (FileChannel channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(String.join("\n", records));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    crashPoints.accept(WRITTEN);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    crashPoints.accept(PUBLISHED);
  }

  /** What lies there now: the records of each file, by the file's name, oldest batch first. */
  public Map<String, List<String>> read() throws IOException {
    Map<String, List<String>> files = new TreeMap<>();
    try (Stream<Path> listing = Files.list(directory)) {
      for (Path file : listing.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(SUFFIX)) {
          String text = Files.readString(file, StandardCharsets.UTF_8);
          files.put(
              name.substring(0, name.length() - SUFFIX.length()),
              text.isEmpty() ? List.of() : List.of(text.split("\n", -1)));
        }
      }
    }
    return files;
  }
}
