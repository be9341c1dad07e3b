package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.time.Durations;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What happens to a running program when its process is told to end. */
final class ShutdownTest {

  /** Stores three records, then ends the process while its context runs. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws InterruptedException {
      MillraceConf conf =
          new MillraceConf()
              .setMaster("local[2]")
              .set("millrace.streaming.stopGracefullyOnShutdown", "true");
      FeedReceiver receiver = new FeedReceiver("shutdown", StorageLevel.MEMORY_ONLY());
      StreamingContext context = new StreamingContext(conf, Durations.minutes(60));
      context
          .receiverStream(receiver)
          .foreachRDD(rdd -> System.out.println("processed " + rdd.collect()));
      context.start();
      receiver.feed().block(List.of(1, 2, 3)).await();
      System.out.println("stored");
      System.exit(0);
    }
  }

  @Test
  void stopsGracefullyWhenTheProcessEnds() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName())
            .redirectErrorStream(true)
            .start();
    try (InputStream output = process.getInputStream()) {
      String text = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(60, TimeUnit.SECONDS), text);
      assertEquals(0, process.exitValue(), text);
      assertTrue(text.contains("stored\n"), text);
      assertTrue(text.contains("processed [1, 2, 3]\n"), text);
    } finally {
      process.destroyForcibly();
    }
  }
}
