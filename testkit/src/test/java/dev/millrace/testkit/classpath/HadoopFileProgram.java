package dev.millrace.testkit.classpath;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Options.CreateOpts;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobID;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.TaskAttemptID;
import org.apache.hadoop.mapreduce.TaskID;
import org.apache.hadoop.mapreduce.TaskType;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;
import org.apache.hadoop.mapreduce.task.JobContextImpl;
import org.apache.hadoop.mapreduce.task.TaskAttemptContextImpl;

/**
 * Does with Hadoop's local files what the log and the outputs do: writes, syncs, publishes by a
 * rename over an existing file, lists, reads and deletes; and what file streams do: reads a file
 * through an input format. The first argument is the directory to work in; each further one names a
 * class to load besides.
 */
final class HadoopFileProgram {
  private static final byte[] TEXT = "millrace\n".getBytes(StandardCharsets.UTF_8);

  private HadoopFileProgram() {}

  public static void main(String[] args) throws Exception {
    Path directory = new Path(args[0]);
    Configuration configuration = new Configuration();
    configuration.set("fs.file.impl", RawLocalFileSystem.class.getName());
    try (FileSystem files = FileSystem.newInstance(directory.toUri(), configuration)) {
      writeAndPublish(files, directory);
    }
    createByContext(directory, configuration);
    readThroughAnInputFormat(directory, configuration);
    for (int index = 1; index < args.length; index++) {
      Class.forName(args[index]);
    }
  }

  private static void writeAndPublish(FileSystem files, Path directory) throws IOException {
    Path published = new Path(directory, "published");
    for (String round : new String[] {"first", "second"}) {
      Path temporary = new Path(directory, round);
      try (FSDataOutputStream out = files.create(temporary, false)) {
        require(out.hasCapability("hsync"), "the raw local file system syncs");
        out.write(TEXT);
        out.hsync();
      }
      FileContext.getFileContext(directory.toUri(), files.getConf())
          .rename(temporary, published, Options.Rename.OVERWRITE);
    }
    FileStatus[] found = files.listStatus(directory);
    require(found.length == 1, "one file is left, not " + found.length);
    try (var in = files.open(published)) {
      require(in.readAllBytes().length == TEXT.length, "the file holds what was written");
    }
    require(files.delete(published, false), "the file is deleted");
  }

  private static void createByContext(Path directory, Configuration configuration)
      throws IOException {
    FileContext context = FileContext.getFileContext(directory.toUri(), configuration);
    Path nested = new Path(directory, "nested/file");
    try (FSDataOutputStream out =
        context.create(nested, EnumSet.of(CreateFlag.CREATE), CreateOpts.createParent())) {
      out.write(TEXT);
    }
    require(context.delete(nested.getParent(), true), "the directory is deleted");
  }

  private static void readThroughAnInputFormat(Path directory, Configuration settings)
      throws IOException, InterruptedException {
    Path file = new Path(directory, "lines");
    try (FSDataOutputStream out = file.getFileSystem(settings).create(file)) {
      out.write(TEXT);
    }
    Configuration configuration = new Configuration(settings);
    configuration.set(FileInputFormat.INPUT_DIR, file.toString());
    JobID job = new JobID("program", 0);
    TextInputFormat format = new TextInputFormat();
    InputSplit split = format.getSplits(new JobContextImpl(configuration, job)).get(0);
    TaskAttemptContext attempt =
        new TaskAttemptContextImpl(
            configuration, new TaskAttemptID(new TaskID(job, TaskType.MAP, 0), 0));
    try (RecordReader<LongWritable, Text> reader = format.createRecordReader(split, attempt)) {
      reader.initialize(split, attempt);
      require(reader.nextKeyValue(), "the file has a line");
      require(reader.getCurrentValue().toString().equals("millrace"), "it is what was written");
    }
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new IllegalStateException("does not hold: " + what);
    }
  }
}
