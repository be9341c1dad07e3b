package dev.millrace.testkit.log;

import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.World;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.LogListener;
import dev.millrace.wal.LogPosition;
import dev.millrace.wal.LogSettings;
import dev.millrace.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A log of several segments to be damaged: what is in its files, and where each record lies. Each
 * record was made durable before the next, so that each but the last is proven by its successor.
 * <em>Immutable, but for the arrays, which nobody changes.</em>
 *
 * @param files bytes by file name
 * @param records in order
 * @param isSealed whether the log was closed in good order
 */
record SweptLog(Map<String, byte[]> files, List<Placed> records, boolean isSealed) {
  static final String DIRECTORY = "log";
  private static final int HEADER_LENGTH = 32;
  private static final int SEGMENT_BYTES_MAX = 30 << 10;

  /** A record's place: from the start of its header to the end of its padding. */
  record Placed(String file, int from, int to, ByteBuffer payload) {}

  static LogSettings settings() {
    return LogSettings.in(DIRECTORY, "sweep").withSegmentBytesMax(SEGMENT_BYTES_MAX);
  }

  static LogEnvironment environment(Life life, LogListener listener) {
    return new LogEnvironment(
        life.thread("log"),
        life.clock(),
        life.nanoTime(),
        life.random("log"),
        name -> {},
        listener);
  }

  /** Writes about {@code bytes} of log. */
  static SweptLog write(int bytes, boolean sealed) throws IOException {
    World world = new World(64);
    SimulatedDisk disk = new SimulatedDisk(world, "disk");
    Life life = world.outside();
    WriteAheadLog log =
        WriteAheadLog.open(
            disk.mount(life), settings(), environment(life, LogListener.NONE), 1, record -> {});
    List<Placed> records = new ArrayList<>();
    for (int i = 0; disk.usedBytes() < bytes; i++) {
      ByteBuffer payload = LogLedger.payload(i + 1, i * 97 % 1_800);
      LogPosition position = append(world, log, payload);
      int from = (int) position.offset();
      int padded = (payload.remaining() + 7) / 8 * 8;
      records.add(new Placed(fileName(position), from, from + HEADER_LENGTH + padded, payload));
    }
    if (sealed) {
      CompletableFuture<Void> closed = log.close();
      world.runUntilIdle();
      closed.join();
    }
    Map<String, byte[]> files = new TreeMap<>();
    for (String path : disk.paths()) {
      files.put(path.substring(DIRECTORY.length() + 1), disk.bytes(path));
    }
    return new SweptLog(files, List.copyOf(records), sealed);
  }

  private static LogPosition append(World world, WriteAheadLog log, ByteBuffer payload) {
    CompletableFuture<LogPosition> durable = log.append(WriteAheadLog.DATA, payload.duplicate());
    world.runUntilIdle();
    return durable.join();
  }

  private static String fileName(LogPosition position) {
    return String.format(
        Locale.ROOT, "wal-%016x-%08x.mlw", position.incarnation(), position.segment());
  }

  String newest() {
    return List.copyOf(files.keySet()).get(files.size() - 1);
  }

  int byteCount() {
    return files.values().stream().mapToInt(bytes -> bytes.length).sum();
  }

  /** Sequence of the first record in a file; records are numbered from 1. */
  long firstSequence(String file) {
    long sequence = 1;
    while (!records.get((int) sequence - 1).file().equals(file)) {
      sequence++;
    }
    return sequence;
  }

  /** How many records lie wholly before an offset of a file, those of earlier files included. */
  int recordsBefore(String file, int offset) {
    return (int)
        records.stream()
            .filter(
                record ->
                    record.file().compareTo(file) < 0
                        || (record.file().equals(file) && record.to() <= offset))
            .count();
  }
}
