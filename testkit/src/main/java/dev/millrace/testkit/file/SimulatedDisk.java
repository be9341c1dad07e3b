package dev.millrace.testkit.file;

import dev.millrace.testkit.file.FileFault.Kind;
import dev.millrace.testkit.world.Chance;
import dev.millrace.testkit.world.ChanceStream;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.Node;
import dev.millrace.testkit.world.World;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.InMemoryFileStore;
import dev.millrace.wal.file.WritableFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A disk in memory that outlives the nodes that use it, and fails as it is told to.
 *
 * <p>It keeps two images: the visible one, which a crash of a process leaves as it is, and the
 * durable one. {@link #losePower} makes a visible image of the durable one and a seeded choice of
 * what was not synced: sectors of 512 bytes are lost, torn or written out of order, lost ones show
 * zeros or what stood there before; names whose directory was not synced come or go. Each operation
 * takes a little virtual time. <em>Owned by the world's thread</em>; in a {@linkplain World#shared
 * shared} world the stores it is mounted as may be used by many.
 */
public final class SimulatedDisk {
  private static final long SLOW_NANOS_MAX = Duration.ofSeconds(5).toNanos();
  private static final long UNLIMITED = Long.MAX_VALUE;

  private final World world;
  private final String name;
  private final Names names = new Names();
  private final FaultSchedule schedule = new FaultSchedule();
  private final List<InjectedFault> injected = new ArrayList<>();
  private final Map<Long, OpenFile> openFiles = new TreeMap<>();
  private final ChanceStream timing;
  private final ChanceStream faultChance;
  private byte[] stale = new byte[0];
  private long capacityBytes = UNLIMITED;
  private long operationCount;
  private long openCount;
  private long powerLossCount;

  private record OpenFile(Life life, String path, long operation) {
    String description() {
      return path + ", opened at operation " + operation;
    }
  }

  /** A disk of the world's that belongs to no node: {@link #losePower} cuts its power. */
  public SimulatedDisk(World world, String name) {
    this.world = world;
    this.name = name;
    this.timing = world.chance().stream(Chance.Domain.DISK, name + "/timing");
    this.faultChance = world.chance().stream(Chance.Domain.DISK, name + "/faults");
  }

  /** A disk in {@code node}, that loses power with it. */
  public static SimulatedDisk in(Node node) {
    SimulatedDisk disk = new SimulatedDisk(node.world(), node.name() + "-disk");
    node.onPowerLoss(disk::losePower);
    return disk;
  }

  /** The disk as {@code life}'s program sees it: refuses to work once that life is over. */
  public FileStore mount(Life life) {
    return new SimulatedFileStore(this, life);
  }

  /** Plans a fault; the operations that it counts are those from now on. */
  public void plan(FileFault fault) {
    schedule.add(fault);
  }

  /** Forgets the faults that were planned, and makes the disk as large as any. */
  public void heal() {
    schedule.clear();
    capacityBytes = UNLIMITED;
    world.note(name, "is healed", "");
  }

  /** From now on the files may take up {@code bytes} together; a write beyond finds no space. */
  public void limitCapacity(long bytes) {
    capacityBytes = bytes;
    world.note(name, "holds at most", bytes);
  }

  /** Loses what was not synced; what is visible from now on is durable. */
  public void losePower() {
    String entity = name + "/power-loss-" + powerLossCount++;
    names.losePower(world.chance().stream(Chance.Domain.DISK, entity));
    names
        .all()
        .forEach(
            (path, image) -> {
              if (image.isAtRisk()) {
                image.losePower(
                    world.chance().stream(Chance.Domain.DISK, entity + "/" + path), stale);
              }
            });
    world.note(name, "loses what was not synced, power loss", powerLossCount);
  }

  /** The faults that happened, in order. */
  public List<InjectedFault> injected() {
    return List.copyOf(injected);
  }

  /** How many faults happened. */
  public int injectedCount() {
    return injected.size();
  }

  /** The visible files below a directory, copied behind the back of any fault. */
  public FileStore copy(String directory) {
    InMemoryFileStore copy = new InMemoryFileStore();
    try {
      for (Map.Entry<String, FileImage> file : names.all().entrySet()) {
        if (file.getKey().startsWith(directory + "/")) {
          try (WritableFile target = copy.create(file.getKey())) {
            target.write(ByteBuffer.wrap(file.getValue().toBytes()));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("files in memory can be written", e);
    }
    return copy;
  }

  /** Operations so far, those that failed included. */
  public long operationCount() {
    return operationCount;
  }

  /** Bytes that all visible files hold. */
  public long usedBytes() {
    return names.all().values().stream().mapToLong(FileImage::length).sum();
  }

  /** The visible files, by path. */
  public List<String> paths() {
    return List.copyOf(names.all().keySet());
  }

  /** The visible bytes of a file, read behind the back of any fault. */
  public byte[] bytes(String path) throws NoSuchFileException {
    return image(path).toBytes();
  }

  /** Puts {@code content} in a file, durably, behind the back of any fault: damage, or repair. */
  public void replace(String path, byte[] content) {
    Optional<FileImage> known = names.find(path);
    FileImage image = known.orElseGet(FileImage::new);
    image.replace(content);
    if (known.isEmpty()) {
      names.add(path, image);
      names.sync(Names.directoryOf(path));
    }
    world.note(name, "has its bytes replaced", path);
  }

  /** Deletes a file, durably, behind the back of any fault. */
  public void lose(String path) {
    names.remove(path);
    names.sync(Names.directoryOf(path));
    world.note(name, "loses a file", path);
  }

  /** Files that a life still goes on with has open, each with the operation that opened it. */
  public List<String> openFiles() {
    return openFiles.values().stream()
        .filter(open -> open.life().isAlive())
        .map(OpenFile::description)
        .toList();
  }

  World world() {
    return world;
  }

  String name() {
    return name;
  }

  Names names() {
    return names;
  }

  ChanceStream faultChance() {
    return faultChance;
  }

  FileImage image(String path) throws NoSuchFileException {
    return names.find(path).orElseThrow(() -> new NoSuchFileException(name + ":" + path));
  }

  /** Takes a file's name away; its sectors keep their bytes until they are written again. */
  void remove(String path) {
    names.find(path).ifPresent(image -> stale = image.toBytes());
    names.remove(path);
  }

  /** How many of {@code count} bytes still fit. */
  int fitting(int count) {
    return capacityBytes == UNLIMITED
        ? count
        : (int) Math.max(0, Math.min(count, capacityBytes - usedBytes()));
  }

  long opened(Life life, String path) {
    synchronized (world) {
      openFiles.put(openCount, new OpenFile(life, path, operationCount));
      return openCount++;
    }
  }

  void closed(long openNumber) {
    synchronized (world) {
      openFiles.remove(openNumber);
    }
  }

  /** Carries out one operation of a life, or what a fault makes of it. */
  <T> T perform(Life life, FileOperation operation, String path, DiskCall<T> call)
      throws IOException {
    synchronized (world) {
      life.checkAlive();
      operationCount++;
      pass(life, operation);
      if (operation.isChange()) {
        world.note(name, operation.name(), path);
      }
      Optional<FileFault> hit = schedule.next(operation, path);
      return hit.isEmpty()
          ? call.whole()
          : suffer(life, record(life, hit.get(), operation, path), call);
    }
  }

  /** A write that does not fit what the disk holds at most. */
  InjectedIOException full(Life life, String path) {
    FileFault fault = FileFault.once(Kind.NO_SPACE, 0).at(FileOperation.WRITE);
    return new InjectedIOException(record(life, fault, FileOperation.WRITE, path));
  }

  private InjectedFault record(Life life, FileFault fault, FileOperation operation, String path) {
    InjectedFault happened =
        new InjectedFault(world.nanos(), life.name(), fault, operation, path, operationCount - 1);
    injected.add(happened);
    world.note(name, "fails as planned", fault.toString());
    return happened;
  }

  private <T> T suffer(Life life, InjectedFault fault, DiskCall<T> call) throws IOException {
    Kind kind = fault.fault().kind();
    return switch (kind) {
      case IO_ERROR, NO_SPACE -> {
        call.failed();
        throw new InjectedIOException(fault);
      }
      case ERROR_AFTER_EFFECT -> {
        call.whole();
        throw new InjectedIOException(fault);
      }
      case PUBLISH_TORN -> {
        call.altered(kind);
        throw new InjectedIOException(fault);
      }
      case SYNC_LIES, SHORT_READ, BIT_FLIP -> call.altered(kind);
      case SLOW -> {
        life.sleep(Duration.ofNanos(faultChance.upTo(SLOW_NANOS_MAX)));
        yield call.whole();
      }
      case CRASH_BEFORE, POWER_LOSS_BEFORE -> throw die(life, kind);
      case CRASH_DURING, POWER_LOSS_DURING -> {
        call.part();
        throw die(life, kind);
      }
      case CRASH_AFTER, POWER_LOSS_AFTER -> {
        call.whole();
        throw die(life, kind);
      }
    };
  }

  private IllegalStateException die(Life life, Kind kind) {
    if (kind.name().startsWith("CRASH")) {
      life.node().crash();
    } else {
      life.node().powerOff();
    }
    life.checkAlive();
    return new IllegalStateException(
        life.name() + " does not die: plan " + kind + " for disks that nodes use only");
  }

  /** What makes durable takes long enough for others to go on meanwhile, or for a death. */
  private void pass(Life life, FileOperation operation) {
    Duration time = Duration.ofNanos(typicalNanos(operation));
    switch (operation) {
      case SYNC, SYNC_DIRECTORY, PUBLISH -> life.sleep(time);
      case CREATE, OPEN, LIST, WRITE, CLOSE, READ, DELETE -> world.spend(time);
    }
  }

  private long typicalNanos(FileOperation operation) {
    long typical =
        switch (operation) {
          case SYNC, SYNC_DIRECTORY, PUBLISH -> 150_000;
          case CREATE, DELETE, OPEN, LIST -> 20_000;
          case WRITE, READ, CLOSE -> 5_000;
        };
    return typical + timing.upTo(typical);
  }
}
