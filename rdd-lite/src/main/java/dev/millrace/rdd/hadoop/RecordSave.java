package dev.millrace.rdd.hadoop;

import dev.millrace.rdd.Job.PartitionAction;
import dev.millrace.rdd.PartitionReader;
import dev.millrace.rdd.RecordFiles;
import dev.millrace.rdd.codec.KryoRecordCodec;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.StreamCapabilities;

/** One directory of records being written. <em>Owned by the thread that saves.</em> */
final class RecordSave implements RecordFiles.Save {

  private final FileSystem files;
  private final Path directory;
  private final KryoRecordCodec<Object> codec;

  RecordSave(FileSystem files, Path directory, KryoRecordCodec<Object> codec) {
    this.files = files;
    this.directory = directory;
    this.codec = codec;
  }

  @Override
  public PartitionAction<Object, RecordFiles.Part> writer() {
    return new RecordWriter(directory.toString(), codec);
  }

  @Override
  public PartitionReader<Object> commit(List<RecordFiles.Part> parts) throws IOException {
    Manifest manifest = new Manifest(parts);
    // Tasks that ran from their serialised form wrote with codecs of their own.
    List<String> classes = parts.stream().flatMap(part -> part.classes().stream()).toList();
    Path temporary = new Path(directory, RecordFormat.MANIFEST_TEMPORARY);
    Path published = new Path(directory, RecordFormat.MANIFEST);
    try {
      // The names of the files have to be on the disk before the manifest that relies on them.
      Files.syncDirectory(files, directory);
      try (FSDataOutputStream out = files.create(temporary, true)) {
        out.write(manifest.encode());
        if (out.hasCapability(StreamCapabilities.HSYNC)) {
          out.hsync();
        }
      }
      if (files.exists(published) || !files.rename(temporary, published)) {
        throw new IOException(
            temporary + " cannot be renamed: somebody else writes to the same directory");
      }
      Files.syncDirectory(files, directory);
      return new RecordReader(
          files.makeQualified(directory).toString(), manifest.parts(), codec.allowing(classes));
    } catch (FSError e) {
      throw Files.asIoException("complete", directory.toString(), e);
    }
  }

  @Override
  public void abort() throws IOException {
    try {
      files.delete(directory, true);
    } catch (FSError e) {
      throw Files.asIoException("remove", directory.toString(), e);
    }
  }
}
