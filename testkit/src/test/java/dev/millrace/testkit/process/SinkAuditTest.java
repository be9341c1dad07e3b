package dev.millrace.testkit.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit finds what is wrong with a sink whose files are made up. */
final class SinkAuditTest {
  private static final Set<Attempt> GIVEN = attempts("0:1", "1:1", "1:2", "2:1");
  private static final Set<Attempt> ACKNOWLEDGED = attempts("0:1", "1:2");

  @TempDir Path directory;

  private final SinkAudit audit = new SinkAudit();
  private final List<String> steps = new ArrayList<>();
  private KeyedSink sink;

  @BeforeEach
  void makeSink() {
    sink = new KeyedSink(directory, steps::add);
  }

  private static Set<Attempt> attempts(String... texts) {
    return Set.of(texts).stream().map(Attempt::parse).collect(Collectors.toUnmodifiableSet());
  }

  private SinkAudit.Outcome check() throws IOException {
    audit.observe(sink.read());
    return audit.check(GIVEN, ACKNOWLEDGED, 1);
  }

  @Test
  void agreesWithASinkThatHasEverythingOnce() throws IOException {
    sink.write(100, 0, List.of("0:1"));
    sink.write(200, 0, List.of());
    sink.write(300, 0, List.of("1:1", "1:2"));
    assertEquals(List.of(), check().findings());
    assertTrue(check().isClean());
  }

  @Test
  void findsALoss() throws IOException {
    sink.write(100, 0, List.of("0:1", "1:1"));
    SinkAudit.Outcome outcome = check();
    assertEquals(1, outcome.lost());
    assertEquals(0, outcome.duplicated());
    assertEquals(List.of("output 0 lacks 1:2, which was acknowledged"), outcome.findings());
  }

  @Test
  void findsALossInOneOutputOfTwo() throws IOException {
    sink.write(100, 0, List.of("0:1", "1:2"));
    sink.write(100, 1, List.of("0:1"));
    audit.observe(sink.read());
    assertEquals(1, audit.check(GIVEN, ACKNOWLEDGED, 2).lost());
  }

  @Test
  void findsADuplicateAcrossBatches() throws IOException {
    sink.write(100, 0, List.of("0:1", "1:2"));
    sink.write(200, 0, List.of("0:1"));
    SinkAudit.Outcome outcome = check();
    assertEquals(0, outcome.lost());
    assertEquals(1, outcome.duplicated());
    assertEquals(List.of("output 0 has 0:1 2 times"), outcome.findings());
  }

  @Test
  void findsADuplicateOfWhatWasNotAcknowledged() throws IOException {
    sink.write(100, 0, List.of("0:1", "1:2", "2:1"));
    sink.write(200, 0, List.of("2:1"));
    assertEquals(1, check().duplicated());
  }

  @Test
  void findsWhatWasNeverGiven() throws IOException {
    sink.write(100, 0, List.of("0:1", "1:2", "7:1"));
    assertEquals(List.of("output 0 has 7:1, which was never given"), check().findings());
  }

  @Test
  void findsABatchThatChanges() throws IOException {
    sink.write(100, 0, List.of("0:1"));
    assertEquals(1, check().lost());
    sink.write(100, 0, List.of("1:2", "0:1"));
    assertEquals(
        List.of("batch file 0000000000000100-0 held [0:1] and now holds [1:2, 0:1]"),
        check().findings());
  }

  @Test
  void findsABatchThatBecomesEmptyOrGoes() throws IOException {
    sink.write(100, 0, List.of("0:1", "1:2"));
    assertTrue(check().isClean());
    sink.write(100, 0, List.of());
    assertEquals(2, check().lost());
    Files.delete(directory.resolve("0000000000000100-0.batch"));
    assertEquals(4, check().findings().size());
  }

  @Test
  void aRerunOverwritesItsOwnFileStepByStep() throws IOException {
    sink.write(100, 0, List.of("0:1", "1:2"));
    assertTrue(check().isClean());
    sink.write(100, 0, List.of("0:1", "1:2"));
    assertTrue(check().isClean());
    assertEquals(
        List.of(KeyedSink.WRITTEN, KeyedSink.PUBLISHED, KeyedSink.WRITTEN, KeyedSink.PUBLISHED),
        steps);
  }

  @Test
  void ignoresAFileThatWasNotPublished() throws IOException {
    Files.writeString(directory.resolve("0000000000000100-0.temporary"), "0:1");
    assertTrue(sink.read().isEmpty());
  }
}
