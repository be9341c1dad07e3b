package dev.millrace.testkit.file;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The faults planned for a disk, each with its own count of the operations it has seen, so that
 * taking one away leaves the others where they were. <em>Owned by the world's thread.</em>
 */
final class FaultSchedule {
  private static final class Planned {
    private final FileFault fault;
    private long seen;

    Planned(FileFault fault) {
      this.fault = fault;
    }

    boolean hits(FileOperation operation, String path) {
      if (!fault.covers(operation, path)) {
        return false;
      }
      long number = seen++;
      return number >= fault.number() && number - fault.number() < fault.times();
    }
  }

  private final List<Planned> planned = new ArrayList<>();

  void add(FileFault fault) {
    planned.add(new Planned(fault));
  }

  void clear() {
    planned.clear();
  }

  /**
   * The fault that hits this operation: of several, the one planned first. All of them count it.
   */
  Optional<FileFault> next(FileOperation operation, String path) {
    Optional<FileFault> first = Optional.empty();
    for (Planned candidate : planned) {
      if (candidate.hits(operation, path) && first.isEmpty()) {
        first = Optional.of(candidate.fault);
      }
    }
    return first;
  }
}
