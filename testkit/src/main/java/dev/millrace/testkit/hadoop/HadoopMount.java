package dev.millrace.testkit.hadoop;

import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.world.Life;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A simulated disk, mounted for one life as a Hadoop file system, until that ends or the mount is
 * closed.
 *
 * <p>Hadoop makes file systems from class names, so that a mount can be found by its name only: the
 * authority of its URIs. The table of mounts is shared by the JVM for this reason; nothing in one
 * mount depends on another.
 */
public final class HadoopMount implements AutoCloseable {
  static final String SCHEME = "sim";

  private static final Map<String, HadoopMount> MOUNTS = new ConcurrentHashMap<>();
  private static final AtomicLong COUNT = new AtomicLong();

  private final String authority = "mount-" + COUNT.incrementAndGet();
  private final SimulatedDisk disk;
  private final Life life;
  private final Set<HadoopQuirk> quirks;

  private HadoopMount(SimulatedDisk disk, Life life, Set<HadoopQuirk> quirks) {
    this.disk = disk;
    this.life = life;
    this.quirks = quirks;
  }

  /** Mounts {@code disk} for {@code life}. */
  public static HadoopMount of(SimulatedDisk disk, Life life, HadoopQuirk... quirks) {
    Set<HadoopQuirk> set = EnumSet.noneOf(HadoopQuirk.class);
    set.addAll(Arrays.asList(quirks));
    HadoopMount mount = new HadoopMount(disk, life, set);
    MOUNTS.put(mount.authority, mount);
    life.onEnd(mount::close);
    return mount;
  }

  /** The disk's root as a Hadoop path. */
  public Path root() {
    return new Path(SCHEME, authority, "/");
  }

  /** A configuration with which Hadoop finds {@link #root}. */
  public Configuration configuration() {
    // Without Hadoop's defaults, which take longer to read than a whole run.
    Configuration configuration = new Configuration(false);
    configuration.set("fs.sim.impl", SimulatedFileSystem.class.getName());
    configuration.set("fs.sim.impl.disable.cache", "true");
    configuration.set(
        "fs.AbstractFileSystem.sim.impl", SimulatedAbstractFileSystem.class.getName());
    return configuration;
  }

  /** Forgets the mount; file systems that have it go on working. */
  @Override
  public void close() {
    MOUNTS.remove(authority);
  }

  static HadoopMount named(String authority) {
    HadoopMount mount = MOUNTS.get(authority);
    if (mount == null) {
      throw new IllegalArgumentException(
          "there is no mount " + authority + ": a mount ends when it is closed");
    }
    return mount;
  }

  SimulatedDisk disk() {
    return disk;
  }

  Life life() {
    return life;
  }

  boolean has(HadoopQuirk quirk) {
    return quirks.contains(quirk);
  }
}
