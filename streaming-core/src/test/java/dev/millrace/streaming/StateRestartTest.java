package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.function.Tuple2;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program with keyed state never goes on with less than it had. */
class StateRestartTest {

  @TempDir Path directory;

  private final BlockingQueue<Long> seen = new LinkedBlockingQueue<>();

  private StreamingContext rows() {
    StreamingContext context =
        new StreamingContext(
            new MillraceConf().setMaster("local[2]").setAppName("state-restart"),
            Duration.ofMillis(20));
    context.checkpoint(directory.toString());
    return context;
  }

  private StreamingContext counting() {
    StreamingContext context = rows();
    context
        .rateStream(1000)
        .mapToPair(row -> new Tuple2<>("rows", 1L))
        .<Long>updateStateByKey((ones, count) -> Optional.of(count.orElse(0L) + ones.size()), 1)
        .foreachRDD(rdd -> rdd.values().collect().forEach(seen::add));
    return context;
  }

  private void takeOne() throws InterruptedException {
    assertTrue(seen.poll(20, TimeUnit.SECONDS) != null, "nothing came within 20 s");
  }

  @Test
  void isRefusedWhereARunHasBeen() throws Exception {
    try (StreamingContext first = counting()) {
      first.start();
      takeOne();
    }
    seen.clear();
    try (StreamingContext second = counting()) {
      IllegalStateException refused = assertThrows(IllegalStateException.class, second::start);
      assertTrue(refused.getMessage().startsWith("updateStateByKey at StateRestartTest.java:"));
      assertTrue(refused.getMessage().contains("another checkpoint directory"));
      assertEquals(StreamingContextState.STOPPED, second.getState());
    }
    assertTrue(seen.isEmpty(), () -> "it ran with less than it had: " + seen);
  }

  @Test
  void startsWhereNoBatchHasBeenDecided() throws Exception {
    try (GraphHarness harness = new GraphHarness()) {
      harness.pairs().<Long>updateStateByKey((ones, count) -> count).foreachRDD(rdd -> {});
      harness.start();
    }
  }

  @Test
  void withoutStateAProgramGoesOn() throws Exception {
    try (StreamingContext first = counting()) {
      first.start();
      takeOne();
    }
    seen.clear();
    try (StreamingContext second = rows()) {
      second.rateStream(1000).foreachRDD(rdd -> seen.add(rdd.count()));
      second.start();
      takeOne();
    }
  }
}
