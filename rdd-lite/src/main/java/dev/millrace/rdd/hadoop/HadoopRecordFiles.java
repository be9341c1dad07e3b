package dev.millrace.rdd.hadoop;

import dev.millrace.rdd.CorruptRecordFileException;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.PartitionReader;
import dev.millrace.rdd.RecordFiles;
import dev.millrace.rdd.codec.KryoRecordCodec;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.Locale;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files of records on any file system that Hadoop reaches. <em>Stateless and thread-safe.</em>
 *
 * <pre>
 * writers:   directory/part-00003.0     attempts at partition 3, synced, of which the job that
 *            directory/part-00003.1     finished names one
 * commit:    directory/_MANIFEST        names the files that count; written aside, then renamed
 * </pre>
 *
 * <p>Files keep the names they were written under, so that publishing is one rename however many
 * there are. A directory without a manifest cannot be read; what the manifest does not name never
 * is.
 */
public final class HadoopRecordFiles implements RecordFiles {

  private static final String RUN = "run-";
  private static final String CLAIM = "_CLAIMED";

  /** More contexts than anybody starts over one directory. */
  private static final int RUNS_MAX = 1_000_000;

  /** For the service loader. */
  public HadoopRecordFiles() {}

  @Override
  public String makeDirectory(String directory) throws IOException {
    Path path = Files.path(directory);
    try {
      FileSystem files = Files.systemOf(path);
      makeDirectory(files, path);
      return files.makeQualified(path).toString();
    } catch (FSError e) {
      throw Files.asIoException("make", directory, e);
    }
  }

  private static void makeDirectory(FileSystem files, Path path) throws IOException {
    if (files.exists(path) && !files.getFileStatus(path).isDirectory()) {
      throw new FileAlreadyExistsException(path.toString(), null, "it is no directory");
    }
    if (!files.mkdirs(path)) {
      throw new IOException("the directory " + path + " cannot be made");
    }
  }

  /** Making a directory does not tell whether it was there, creating a file in it does. */
  @Override
  public String claimDirectory(String parent) throws IOException {
    Path path = Files.path(parent);
    try {
      FileSystem files = Files.systemOf(path);
      for (int run = firstFree(files, path); run < RUNS_MAX; run++) {
        Path claimed = new Path(path, String.format(Locale.ROOT, "%s%05d", RUN, run));
        makeDirectory(files, claimed);
        if (isFirstIn(files, claimed)) {
          return files.makeQualified(claimed).toString();
        }
      }
    } catch (FSError e) {
      throw Files.asIoException("make a directory in", parent, e);
    }
    throw new IOException(parent + " has " + RUNS_MAX + " directories; remove those of old runs");
  }

  private static boolean isFirstIn(FileSystem files, Path directory) throws IOException {
    try {
      files.create(new Path(directory, CLAIM), false).close();
    } catch (org.apache.hadoop.fs.FileAlreadyExistsException e) {
      return false;
    }
    Files.syncDirectory(files, directory);
    return true;
  }

  private static int firstFree(FileSystem files, Path parent) throws IOException {
    int free = 0;
    for (FileStatus entry : files.listStatus(parent)) {
      String name = entry.getPath().getName();
      if (name.matches(RUN + "\\d{5,6}")) {
        free = Math.max(free, Integer.parseInt(name.substring(RUN.length())) + 1);
      }
    }
    return free;
  }

  @Override
  public Save begin(String path, boolean replace, MillraceConf conf) throws IOException {
    Path directory = Files.path(path);
    try {
      FileSystem files = Files.systemOf(directory);
      if (files.exists(directory)) {
        if (!replace) {
          throw new FileAlreadyExistsException(
              path,
              null,
              "it exists already. Save to a directory that does not exist, or remove this one"
                  + " first");
        }
        remove(files, directory);
      }
      makeDirectory(files, directory);
      return new RecordSave(files, directory, codec(conf));
    } catch (FSError e) {
      throw Files.asIoException("prepare", path, e);
    }
  }

  @Override
  public <T> PartitionReader<T> open(String path, MillraceConf conf) throws IOException {
    Path directory = Files.path(path);
    Path manifest = new Path(directory, RecordFormat.MANIFEST);
    try {
      FileSystem files = Files.systemOf(directory);
      if (!files.exists(directory)) {
        throw new FileNotFoundException(path + " does not exist");
      }
      if (!files.exists(manifest)) {
        throw new CorruptRecordFileException(
            path, "it has no " + RecordFormat.MANIFEST + ": it was never completed, or is no such");
      }
      byte[] bytes;
      try (FSDataInputStream in = files.open(manifest)) {
        bytes = in.readAllBytes();
      }
      // The reader is as untyped as the files are.
      @SuppressWarnings("unchecked")
      PartitionReader<T> reader =
          (PartitionReader<T>)
              new RecordReader(
                  files.makeQualified(directory).toString(),
                  Manifest.decode(manifest.toString(), bytes).parts(),
                  codec(conf));
      return reader;
    } catch (FSError e) {
      throw Files.asIoException("open", path, e);
    }
  }

  @Override
  public boolean delete(String path) throws IOException {
    Path directory = Files.path(path);
    try {
      FileSystem files = Files.systemOf(directory);
      if (!files.exists(directory)) {
        return false;
      }
      remove(files, directory);
      return true;
    } catch (FSError e) {
      throw Files.asIoException("delete", path, e);
    }
  }

  /** The manifest goes first: whatever happens then, no half can be read. */
  private static void remove(FileSystem files, Path directory) throws IOException {
    requireOurs(files, directory);
    Path manifest = new Path(directory, RecordFormat.MANIFEST);
    if (files.exists(manifest)) {
      if (!files.delete(manifest, false)) {
        throw new IOException(manifest + " cannot be deleted");
      }
      Files.syncDirectory(files, directory);
    }
    if (!files.delete(directory, true)) {
      throw new IOException(directory + " cannot be deleted");
    }
  }

  /** A wrong path must not cost somebody's files. */
  private static void requireOurs(FileSystem files, Path directory) throws IOException {
    if (!files.getFileStatus(directory).isDirectory()) {
      throw new IOException(
          directory + " is a file, not a directory of records; it was left alone");
    }
    for (FileStatus entry : files.listStatus(directory)) {
      String name = entry.getPath().getName();
      if (!RecordFormat.isOurs(name)) {
        throw new IOException(
            directory + " is not a directory of records, it has " + name + "; it was left alone");
      }
    }
  }

  private static KryoRecordCodec<Object> codec(MillraceConf conf) {
    return new KryoRecordCodec<>(conf.get(KryoRecordCodec.ALLOW));
  }
}
