package dev.millrace.testkit.law;

import dev.millrace.testkit.file.FileOperation;
import dev.millrace.testkit.file.InjectedFault;
import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.world.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes and syncs of logs and snapshots that failed in one life, and what was reported of them.
 * <em>Owned by the world's thread.</em>
 */
final class FaultBook {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

  private final Life life;
  private final SimulatedDisk disk;

  /** Faults that were not reported when they were last looked at. */
  private final List<InjectedFault> unreported = new ArrayList<>();

  /** So many of the disk's faults are in the list, or were. */
  private int known;

  /** The last operation of the disk that failed and counts. */
  private long lastFailed = -1;

  private long reports;

  FaultBook(Life life, SimulatedDisk disk) {
    this.life = life;
    this.disk = disk;
    this.known = disk.injectedCount();
  }

  /** Somebody is told of a failure. */
  void onReport() {
    reports++;
  }

  /** A failure is reported when the others have been that came before. */
  void check() {
    if (unreported.isEmpty() && known == disk.injectedCount()) {
      reports = 0; // what they told of was no fault that counts here
      return;
    }
    if (known < disk.injectedCount()) {
      List<InjectedFault> all = disk.injected();
      all.subList(known, all.size()).forEach(this::add);
      known = all.size();
    }
    while (reports > 0 && !unreported.isEmpty()) {
      reports--;
      unreported.remove(0);
    }
    if (!unreported.isEmpty()
        && life.world().nanos() - unreported.get(0).nanos() > PATIENCE_NANOS) {
      fail();
    }
  }

  /** Whatever failed has been reported. */
  void checkAtRest() {
    check();
    if (!unreported.isEmpty()) {
      fail();
    }
  }

  /** Two faults that hit the same operation are one failure. */
  private void add(InjectedFault fault) {
    if (matters(fault) && fault.operationNumber() != lastFailed) {
      lastFailed = fault.operationNumber();
      unreported.add(fault);
    }
  }

  private void fail() {
    throw new BrokenLaw(
        "a fault that matters is reported",
        "failed writes and syncs "
            + unreported.size()
            + ", reports 0, the first "
            + unreported.get(0));
  }

  private boolean matters(InjectedFault fault) {
    return fault.life().equals(life.name())
        && switch (fault.fault().kind()) {
          case IO_ERROR, NO_SPACE, ERROR_AFTER_EFFECT ->
              fault.operation() == FileOperation.WRITE || fault.operation() == FileOperation.SYNC;
          default -> false;
        };
  }
}
