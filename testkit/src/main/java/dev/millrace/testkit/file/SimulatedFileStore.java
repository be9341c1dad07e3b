package dev.millrace.testkit.file;

import dev.millrace.testkit.file.FileFault.Kind;
import dev.millrace.testkit.world.Life;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.ReadableFile;
import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** A simulated disk as one life sees it. <em>Thread-safe if the world is.</em> */
final class SimulatedFileStore implements FileStore {
  private final SimulatedDisk disk;
  private final Life life;

  SimulatedFileStore(SimulatedDisk disk, Life life) {
    this.disk = disk;
    this.life = life;
  }

  @Override
  public WritableFile create(String path) throws IOException {
    requireInside(path);
    FileImage created =
        disk.perform(
            life,
            FileOperation.CREATE,
            path,
            () -> {
              if (disk.names().find(path).isPresent()) {
                throw new FileAlreadyExistsException(disk.name() + ":" + path);
              }
              FileImage image = new FileImage();
              disk.names().add(path, image);
              return image;
            });
    return new SimulatedWritableFile(disk, life, path, created);
  }

  @Override
  public ReadableFile open(String path) throws IOException {
    requireInside(path);
    FileImage opened = disk.perform(life, FileOperation.OPEN, path, () -> disk.image(path));
    return new SimulatedReadableFile(disk, life, path, opened);
  }

  @Override
  public List<String> list(String directory) throws IOException {
    requireInsideOrRoot(directory);
    return disk.perform(life, FileOperation.LIST, directory, () -> disk.names().list(directory));
  }

  @Override
  public void publish(String temporary, String target) throws IOException {
    requireInside(temporary);
    requireInside(target);
    disk.perform(life, FileOperation.PUBLISH, target, new Publish(temporary, target));
  }

  @Override
  public void delete(String path) throws IOException {
    requireInside(path);
    disk.perform(
        life,
        FileOperation.DELETE,
        path,
        () -> {
          disk.remove(path);
          return path;
        });
  }

  @Override
  public void syncDirectory(String directory) throws IOException {
    requireInsideOrRoot(directory);
    disk.perform(
        life,
        FileOperation.SYNC_DIRECTORY,
        directory,
        new DiskCall<String>() {
          @Override
          public String whole() {
            disk.names().sync(directory);
            return directory;
          }

          @Override
          public String altered(Kind kind) {
            return directory;
          }
        });
  }

  @Override
  public String describe() {
    return "simulated disk " + disk.name();
  }

  private static void requireInside(String path) {
    boolean plain = path.indexOf('\\') < 0;
    int start = 0;
    while (plain && start <= path.length()) {
      int slash = path.indexOf('/', start);
      int end = slash < 0 ? path.length() : slash;
      plain = isPlain(path, start, end);
      start = end + 1;
    }
    if (!plain) {
      throw new IllegalArgumentException(
          "path must be plain names separated by /, without . and ..: '" + path + "'");
    }
  }

  private static boolean isPlain(String path, int start, int end) {
    return switch (end - start) {
      case 0 -> false;
      case 1 -> path.charAt(start) != '.';
      case 2 -> !path.startsWith("..", start);
      default -> true;
    };
  }

  private static void requireInsideOrRoot(String directory) {
    if (!directory.isEmpty()) {
      requireInside(directory);
    }
  }

  /** A rename, or the copy that some stores make of it. */
  private final class Publish implements DiskCall<String> {
    private final String temporary;
    private final String target;

    Publish(String temporary, String target) {
      this.temporary = temporary;
      this.target = target;
    }

    @Override
    public String whole() throws NoSuchFileException {
      rename();
      disk.names().sync(Names.directoryOf(target));
      return target;
    }

    @Override
    public void part() throws NoSuchFileException {
      if (disk.faultChance().nextBoolean()) {
        rename();
      }
    }

    @Override
    public void failed() {}

    @Override
    public String altered(Kind kind) throws NoSuchFileException {
      if (kind == Kind.SYNC_LIES) {
        rename();
      } else {
        copyPart();
      }
      return target;
    }

    private void rename() throws NoSuchFileException {
      disk.image(temporary);
      disk.names().rename(temporary, target);
    }

    private void copyPart() throws NoSuchFileException {
      byte[] content = disk.image(temporary).toBytes();
      FileImage copy = new FileImage();
      copy.append(ByteBuffer.wrap(content), disk.faultChance().nextInt(content.length + 1));
      disk.remove(target);
      disk.names().add(target, copy);
    }
  }
}
