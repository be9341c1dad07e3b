package dev.millrace.testkit.process.host;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.streaming.DStream;
import dev.millrace.streaming.StreamingContext;
import dev.millrace.testkit.crash.host.ProcessCrashPoints;
import dev.millrace.testkit.process.KeyedSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The streaming program that is killed: a reliable receiver of a numbered source, two outputs into
 * a keyed sink, logs in a checkpoint directory. It ends in good order when its standard input ends,
 * so that it never outlives the test.
 */
public final class VictimProgram {
  /** How many outputs it has. */
  public static final int OUTPUTS = 2;

  private static final Duration BATCH = Duration.ofMillis(100);

  private VictimProgram() {}

  /**
   * Runs the program.
   *
   * @param args the checkpoint directory, the sink's directory, the source's port, the bytes by
   *     which each record is made longer, and settings, each as {@code key=value}
   */
  public static void main(String[] args) throws InterruptedException {
    ProcessCrashPoints crashPoints = ProcessCrashPoints.from(System.getenv());
    MillraceConf conf =
        new MillraceConf()
            .setMaster("local[2]")
            .setAppName("victim")
            .set("millrace.streaming.receiver.writeAheadLog.enable", "true")
            .set("millrace.streaming.receiverRestartDelay", "50ms")
            .set("millrace.streaming.gracefulStopTimeout", "30s")
            .set("millrace.streaming.driver.snapshotEvents", "5");
    Stream.of(args)
        .skip(4)
        .map(setting -> setting.split("=", 2))
        .forEach(s -> conf.set(s[0], s[1]));
    StreamingContext context = new StreamingContext(conf, BATCH, crashPoints);
    context.checkpoint(args[0]);
    KeyedSink sink = new KeyedSink(Path.of(args[1]), crashPoints);
    NumberedReceiver receiver =
        new NumberedReceiver(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
    DStream<String> attempts =
        context.receiverStream(receiver).map(record -> NumberedReceiver.unpadded(record));
    for (int output = 0; output < OUTPUTS; output++) {
      int index = output;
      attempts.foreachRDD(
          (rdd, time) -> sink.write(time.milliseconds(), index, List.copyOf(rdd.collect())));
    }
    context.start();
    Thread ender = new Thread(() -> stopAtEndOfInput(context), "end-of-input");
    ender.setDaemon(true);
    ender.start();
    context.awaitTermination();
  }

  private static void stopAtEndOfInput(StreamingContext context) {
    try {
      while (System.in.read() >= 0) {
        // Nobody says anything; only the end counts.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      context.stop(true, true);
    }
  }
}
