package dev.millrace.wal;

import dev.millrace.wal.file.FileStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One life of a log on a virtual thread, as tests use it. */
final class TestLog {
  static final String DIRECTORY = "log";

  final FileStore store;
  final EventQueueThread thread = new EventQueueThread();
  final RecordingListener listener = new RecordingListener();
  final List<String> replayed = new ArrayList<>();
  final List<LogPosition> replayedPositions = new ArrayList<>();
  final WriteAheadLog log;

  private TestLog(
      FileStore store, LogSettings settings, RestorePoint start, Consumer<String> crashPoints)
      throws IOException {
    this.store = store;
    LogEnvironment environment =
        new LogEnvironment(
            thread,
            InstantSource.fixed(Instant.EPOCH),
            () -> 0,
            new SplittableRandom(42),
            crashPoints,
            listener);
    this.log =
        WriteAheadLog.open(
            store,
            settings,
            environment,
            start,
            record -> {
              replayed.add(text(record.payload()));
              replayedPositions.add(record.position());
            });
  }

  static TestLog open(FileStore store) throws IOException {
    return open(store, settings());
  }

  static TestLog open(FileStore store, LogSettings settings) throws IOException {
    return new TestLog(store, settings, RestorePoint.at(1), step -> {});
  }

  static TestLog openFrom(FileStore store, long replayFrom) throws IOException {
    return new TestLog(store, settings(), RestorePoint.at(replayFrom), step -> {});
  }

  static TestLog open(FileStore store, LogSettings settings, Consumer<String> crashPoints)
      throws IOException {
    return new TestLog(store, settings, RestorePoint.at(1), crashPoints);
  }

  static TestLog open(FileStore store, LogSettings settings, long replayFrom) throws IOException {
    return new TestLog(store, settings, RestorePoint.at(replayFrom), step -> {});
  }

  static TestLog open(FileStore store, RestorePoint start) throws IOException {
    return new TestLog(store, settings(), start, step -> {});
  }

  static LogSettings settings() {
    return LogSettings.in(DIRECTORY, "test");
  }

  CompletableFuture<LogPosition> append(String text) {
    return log.append(WriteAheadLog.DATA, bytes(text));
  }

  /** Appends each as a group of its own. */
  List<LogPosition> appendEach(String... texts) {
    List<LogPosition> positions = new ArrayList<>();
    for (String text : texts) {
      CompletableFuture<LogPosition> durable = append(text);
      thread.run();
      positions.add(durable.join());
    }
    return positions;
  }

  /** Appends all as one group. */
  List<CompletableFuture<LogPosition>> appendTogether(String... texts) {
    List<CompletableFuture<LogPosition>> durable = new ArrayList<>();
    for (String text : texts) {
      durable.add(append(text));
    }
    thread.run();
    return durable;
  }

  void close() {
    CompletableFuture<Void> closed = log.close();
    thread.run();
    closed.join();
  }

  static String segment(long incarnation, int number) {
    return new SegmentName(incarnation, number).fileName();
  }

  static String path(long incarnation, int number) {
    return new SegmentName(incarnation, number).path(DIRECTORY);
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }
}
