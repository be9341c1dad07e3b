package dev.millrace.wal;

import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.ReadableFile;
import dev.millrace.wal.file.WritableFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A disk that fails when the test says so, and forgets what was not synced when its power is cut.
 *
 * <p>A failed write leaves half of its bytes. After a failed sync the next one on the same file
 * claims success and does nothing, as kernels do.
 */
final class ScriptedFileStore implements FileStore {
  /** Told of each changing operation before it happens; may throw to make it fail. */
  interface Script {
    void before(String operation, String path) throws IOException;
  }

  private final TreeMap<String, MemoryFile> visible = new TreeMap<>();
  private final TreeMap<String, MemoryFile> durable = new TreeMap<>();

  /** Every changing operation, for counting. */
  final List<String> operations = new ArrayList<>();

  Script script = (operation, path) -> {};

  /** Whether the last byte of every write is stored wrongly. */
  boolean writesDamage;

  /** Whether syncs return without doing anything. */
  boolean syncLies;

  int openFiles;

  private static final class MemoryFile {
    final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int durableLength;
    boolean syncIsBroken;

    static MemoryFile of(byte[] content, int length) {
      MemoryFile file = new MemoryFile();
      file.bytes.write(content, 0, length);
      file.durableLength = length;
      return file;
    }
  }

  /** What is left after the power was cut: synced bytes of files whose names were synced. */
  ScriptedFileStore afterPowerLoss() {
    ScriptedFileStore after = new ScriptedFileStore();
    durable.forEach(
        (path, file) ->
            after.put(path, MemoryFile.of(file.bytes.toByteArray(), file.durableLength)));
    return after;
  }

  /** What is left after the process died: everything that was written. */
  ScriptedFileStore afterKill() {
    ScriptedFileStore after = new ScriptedFileStore();
    visible.forEach((path, file) -> after.visible.put(path, file));
    durable.forEach((path, file) -> after.durable.put(path, file));
    return after;
  }

  Map<String, byte[]> contents() {
    TreeMap<String, byte[]> contents = new TreeMap<>();
    visible.forEach((path, file) -> contents.put(path, file.bytes.toByteArray()));
    return contents;
  }

  static ScriptedFileStore of(Map<String, byte[]> contents) {
    ScriptedFileStore store = new ScriptedFileStore();
    contents.forEach((path, bytes) -> store.put(path, MemoryFile.of(bytes, bytes.length)));
    return store;
  }

  long count(String operation) {
    return operations.stream().filter(operation::equals).count();
  }

  private void put(String path, MemoryFile file) {
    visible.put(path, file);
    durable.put(path, file);
  }

  private void step(String operation, String path) throws IOException {
    operations.add(operation);
    script.before(operation, path);
  }

  @Override
  public WritableFile create(String path) throws IOException {
    step("create", path);
    if (visible.containsKey(path)) {
      throw new FileAlreadyExistsException(path);
    }
    MemoryFile file = new MemoryFile();
    visible.put(path, file);
    openFiles++;
    return new Writer(path, file);
  }

  @Override
  public ReadableFile open(String path) throws IOException {
    step("open", path);
    MemoryFile file = visible.get(path);
    if (file == null) {
      throw new NoSuchFileException(path);
    }
    openFiles++;
    return new Reader(path, file);
  }

  @Override
  public List<String> list(String directory) {
    String prefix = directory + "/";
    return visible.keySet().stream()
        .filter(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()))
        .toList();
  }

  @Override
  public void publish(String temporary, String target) throws IOException {
    step("publish", target);
    MemoryFile file = visible.remove(temporary);
    visible.put(target, file);
    syncNames();
  }

  @Override
  public void delete(String path) throws IOException {
    step("delete", path);
    visible.remove(path);
  }

  @Override
  public void syncDirectory(String directory) throws IOException {
    step("syncDirectory", directory);
    syncNames();
  }

  private void syncNames() {
    durable.clear();
    durable.putAll(visible);
  }

  @Override
  public String describe() {
    return "a scripted disk";
  }

  private final class Writer implements WritableFile {
    private final String path;
    private final MemoryFile file;
    private boolean open = true;

    Writer(String path, MemoryFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
      byte[] content = new byte[bytes.remaining()];
      bytes.get(content);
      if (writesDamage) {
        content[content.length - 1] ^= 1;
      }
      try {
        step("write", path);
      } catch (IOException e) {
        file.bytes.write(content, 0, content.length / 2);
        throw e;
      }
      file.bytes.write(content, 0, content.length);
    }

    @Override
    public void sync() throws IOException {
      try {
        step("sync", path);
      } catch (IOException e) {
        file.syncIsBroken = true;
        throw e;
      }
      if (!file.syncIsBroken && !syncLies) {
        file.durableLength = file.bytes.size();
      }
    }

    @Override
    public void close() throws IOException {
      if (open) {
        open = false;
        openFiles--;
        step("close", path);
      }
    }
  }

  private final class Reader implements ReadableFile {
    private final String path;
    private final MemoryFile file;

    Reader(String path, MemoryFile file) {
      this.path = path;
      this.file = file;
    }

    @Override
    public int read(long position, ByteBuffer into) throws IOException {
      step("read", path);
      byte[] content = file.bytes.toByteArray();
      if (position >= content.length) {
        return -1;
      }
      int count = (int) Math.min(into.remaining(), content.length - position);
      into.put(content, (int) position, count);
      return count;
    }

    @Override
    public void close() {
      openFiles--;
    }
  }
}
