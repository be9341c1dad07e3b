package dev.millrace.wal;

import dev.millrace.wal.SnapshotFile.InvalidSnapshotException;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.ReadableFile;
import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The newest few snapshots of an owner's state, which shorten the replay of its log. <em>Owned by
 * one thread.</em>
 *
 * <p>A snapshot gets its name only once its bytes are durable, and is read back before it counts.
 */
public final class SnapshotStore {
  private static final String TEMPORARY = "snapshot.tmp";

  private final FileStore store;
  private final String directory;
  private final int kept;
  private final Consumer<String> crashPoints;

  /** Files that were found sound in this life, so that none is read twice for that. */
  private final Set<SnapshotFile> sound = new HashSet<>();

  /**
   * Keeps snapshots in {@code directory} of {@code store}.
   *
   * @param kept how many to keep; with one, log records are released as soon as it is there, with
   *     more only after the second, so that a damaged one costs nothing but time
   */
  public SnapshotStore(FileStore store, String directory, int kept) {
    this(store, directory, kept, step -> {});
  }

  /**
   * The same, with a consumer that is told the name of each step just done, see {@link
   * WalCrashPoints}.
   */
  public SnapshotStore(FileStore store, String directory, int kept, Consumer<String> crashPoints) {
    if (kept < 1) {
      throw new IllegalArgumentException("kept must be at least 1: " + kept);
    }
    this.store = store;
    this.directory = directory;
    this.kept = kept;
    this.crashPoints = crashPoints;
  }

  /**
   * Writes a snapshot and deletes those that are one too many. Blocks on the disk. On return it is
   * durable and was read back.
   *
   * @param sequence the last record that the state includes; that record is durable
   * @param incarnation the life that writes
   * @param payload its remaining bytes are the encoded state
   * @throws IOException if any step failed; the snapshots before it are untouched
   */
  public void write(long sequence, long incarnation, ByteBuffer payload) throws IOException {
    SnapshotFile file = new SnapshotFile(sequence, incarnation);
    store.delete(path(TEMPORARY)); // of a life that ended while it wrote
    try (WritableFile temporary = store.create(path(TEMPORARY))) {
      temporary.write(file.encodeHeader(payload));
      temporary.write(payload.duplicate());
      temporary.sync();
    }
    crashPoints.accept(WalCrashPoints.SNAPSHOT_WRITTEN);
    store.publish(path(TEMPORARY), path(file.fileName()));
    crashPoints.accept(WalCrashPoints.SNAPSHOT_PUBLISHED);
    read(file);
    deleteOld();
  }

  /**
   * Reads the newest sound snapshot. Blocks on the disk. If there are some and none is sound, the
   * log has to hold everything: pass the result to {@link WriteAheadLog#open}, which refuses if it
   * does not.
   *
   * @throws WalVersionException if one was written in another version of the format
   */
  public RestorePoint restorePoint() throws IOException {
    NavigableSet<SnapshotFile> files = list();
    long appliedUpTo = files.isEmpty() ? 0 : files.last().sequence();
    List<SkippedSnapshot> skipped = new ArrayList<>();
    for (SnapshotFile file : files.descendingSet()) {
      try {
        Snapshot sound = read(file);
        return new RestorePoint(Optional.of(sound), sound.sequence() + 1, appliedUpTo, skipped);
      } catch (InvalidSnapshotException e) {
        skipped.add(new SkippedSnapshot(file.fileName(), e.getMessage()));
      }
    }
    return new RestorePoint(Optional.empty(), 1, appliedUpTo, skipped);
  }

  /**
   * The oldest record that must stay in the log: the one after the second newest sound snapshot, or
   * after the newest if only one is kept. May block on the disk. Pass it to {@link
   * WriteAheadLog#truncateBefore}.
   *
   * @return empty while there are not enough snapshots
   */
  public OptionalLong retainableFrom() throws IOException {
    int needed = Math.min(kept, 2);
    for (SnapshotFile file : list().descendingSet()) {
      if (isSound(file) && --needed == 0) {
        return OptionalLong.of(file.sequence() + 1);
      }
    }
    return OptionalLong.empty();
  }

  private void deleteOld() throws IOException {
    NavigableSet<SnapshotFile> files = list();
    if (files.size() <= kept) {
      return;
    }
    while (files.size() > kept) {
      SnapshotFile oldest = files.pollFirst();
      store.delete(path(oldest.fileName()));
      sound.remove(oldest);
      crashPoints.accept(WalCrashPoints.SNAPSHOT_DELETED);
    }
    store.syncDirectory(directory);
  }

  private boolean isSound(SnapshotFile file) throws IOException {
    if (sound.contains(file)) {
      return true;
    }
    try {
      read(file);
      return true;
    } catch (InvalidSnapshotException e) {
      return false;
    }
  }

  private Snapshot read(SnapshotFile file) throws IOException {
    try (ReadableFile in = store.open(path(file.fileName()))) {
      Snapshot snapshot = file.read(in);
      sound.add(file);
      return snapshot;
    }
  }

  private NavigableSet<SnapshotFile> list() throws IOException {
    NavigableSet<SnapshotFile> files = new TreeSet<>();
    for (String name : store.list(directory)) {
      SnapshotFile.parse(name).ifPresent(files::add);
    }
    return files;
  }

  private String path(String fileName) {
    return directory.isEmpty() ? fileName : directory + "/" + fileName;
  }
}
