package dev.millrace.testkit.file;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The names of a disk's files: those that are visible, those that survive a power loss, and the
 * changes between the two, oldest first. <em>Owned by the world's thread.</em>
 */
final class Names {
  /** One atomic change: a name goes, a name comes, or both in one step. */
  private record Change(Optional<String> removed, Optional<String> added, FileImage image) {

    void applyTo(Map<String, FileImage> names) {
      removed.ifPresent(names::remove);
      added.ifPresent(name -> names.put(name, image));
    }

    boolean touches(String directory) {
      return removed.map(Names::directoryOf).filter(directory::equals).isPresent()
          || added.map(Names::directoryOf).filter(directory::equals).isPresent();
    }
  }

  private final NavigableMap<String, FileImage> visible = new TreeMap<>();
  private final NavigableMap<String, FileImage> durable = new TreeMap<>();
  private final List<Change> pending = new ArrayList<>();

  /** The part of a path before its last slash; empty for a file in the root. */
  static String directoryOf(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  Optional<FileImage> find(String path) {
    return Optional.ofNullable(visible.get(path));
  }

  /** All visible files by path. */
  SortedMap<String, FileImage> all() {
    return visible;
  }

  /** Plain names of the files directly in {@code directory}, sorted. */
  List<String> list(String directory) {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    List<String> names = new ArrayList<>();
    for (String path : visible.tailMap(prefix, true).keySet()) {
      if (!path.startsWith(prefix)) {
        break;
      }
      String name = path.substring(prefix.length());
      if (name.indexOf('/') < 0) {
        names.add(name);
      }
    }
    return names;
  }

  void add(String path, FileImage image) {
    change(new Change(Optional.empty(), Optional.of(path), image));
  }

  void remove(String path) {
    FileImage image = visible.get(path);
    if (image != null) {
      change(new Change(Optional.of(path), Optional.empty(), image));
    }
  }

  void rename(String from, String to) {
    change(new Change(Optional.of(from), Optional.of(to), visible.get(from)));
  }

  void sync(String directory) {
    Iterator<Change> changes = pending.iterator();
    while (changes.hasNext()) {
      Change change = changes.next();
      if (change.touches(directory)) {
        change.applyTo(durable);
        changes.remove();
      }
    }
  }

  /** Keeps of the changes that were not synced none, all, the first few, or any. */
  void losePower(RandomGenerator chance) {
    int mode = chance.nextInt(4);
    int first = chance.nextInt(pending.size() + 1);
    for (int i = 0; i < pending.size(); i++) {
      boolean kept =
          switch (mode) {
            case 0 -> false;
            case 1 -> true;
            case 2 -> i < first;
            default -> chance.nextBoolean();
          };
      if (kept) {
        pending.get(i).applyTo(durable);
      }
    }
    pending.clear();
    visible.clear();
    visible.putAll(durable);
  }

  private void change(Change change) {
    change.applyTo(visible);
    pending.add(change);
  }
}
