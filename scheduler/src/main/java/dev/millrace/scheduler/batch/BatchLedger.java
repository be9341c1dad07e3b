package dev.millrace.scheduler.batch;

import dev.millrace.scheduler.log.BinaryReader;
import dev.millrace.scheduler.log.BinaryWriter;
import dev.millrace.scheduler.log.DriverEvent.BatchAllocated;
import dev.millrace.scheduler.log.DriverEvent.BatchCleaned;
import dev.millrace.scheduler.log.DriverEvent.BatchCompleted;
import dev.millrace.scheduler.log.DriverEvent.BatchDismissed;
import dev.millrace.scheduler.log.DriverEvent.BatchFailed;
import dev.millrace.scheduler.log.DriverEvent.DriverStarted;
import dev.millrace.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of each batch that was allocated and not cleaned. It is changed by events only, so
 * that the same code runs live and at recovery. <em>Owned by the driver thread.</em>
 *
 * <pre>
 * ALLOCATED -> COMPLETED | FAILED        in the order of the batch numbers
 * FAILED    -> ALLOCATED                 when a driver starts: it is run again
 * FAILED    -> DISMISSED
 * COMPLETED | DISMISSED -> (cleaned)
 * </pre>
 */
public final class BatchLedger {

  private enum Status {
    ALLOCATED(0),
    COMPLETED(1),
    FAILED(2),
    DISMISSED(3);

    /** The status in a snapshot; never changes its meaning. */
    private final int code;

    Status(int code) {
      this.code = code;
    }

    static Status of(int code) {
      for (Status status : values()) {
        if (status.code == code) {
          return status;
        }
      }
      throw new IllegalStateException("unknown batch status in a snapshot: " + code);
    }
  }

  private record Entry(Time time, Status status, String reason) {}

  private final TreeMap<Long, Entry> entries = new TreeMap<>();

  /** Batches whose outcome is due, in order; the lowest is the next to get one. */
  private final TreeSet<Long> awaiting = new TreeSet<>();

  /** Batches that are not over for good: allocated or failed. They hold retention back. */
  private final TreeSet<Long> unsettled = new TreeSet<>();

  /** Batches whose outcome is due, lowest number first. */
  public List<Long> awaiting() {
    return List.copyOf(awaiting);
  }

  /** Batches that are over and not cleaned, lowest number first. */
  public List<Long> settled() {
    List<Long> settled = new ArrayList<>(entries.keySet());
    settled.removeAll(unsettled);
    return settled;
  }

  /** All batches that are not cleaned, lowest number first. */
  public List<Long> retained() {
    return List.copyOf(entries.keySet());
  }

  /** Whether a batch failed and was neither retried nor dismissed. */
  boolean isFailed(long number) {
    Entry entry = entries.get(number);
    return entry != null && entry.status() == Status.FAILED && !awaiting.contains(number);
  }

  /** How many batches failed and wait to be retried or dismissed. */
  public int failedCount() {
    return unsettled.size() - awaiting.size();
  }

  public int awaitingCount() {
    return awaiting.size();
  }

  /** The time of the oldest batch that is not over for good. */
  Optional<Time> oldestUnsettled() {
    return unsettled.isEmpty()
        ? Optional.empty()
        : Optional.of(entries.get(unsettled.first()).time());
  }

  /** Batches before {@code time} that are over, lowest number first. */
  List<Long> cleanableBefore(Time time) {
    List<Long> cleanable = new ArrayList<>();
    for (var entry : entries.entrySet()) {
      if (!entry.getValue().time().less(time)) {
        break;
      }
      if (!unsettled.contains(entry.getKey())) {
        cleanable.add(entry.getKey());
      }
    }
    return cleanable;
  }

  /** Every batch that is not completed or dismissed is due again. */
  public void onDriverStarted(DriverStarted event) {
    awaiting.clear();
    awaiting.addAll(unsettled);
  }

  public void onBatchAllocated(BatchAllocated event) {
    check(
        entries.isEmpty() || entries.lastKey() < event.number(),
        "batch %s was allocated before",
        event.number());
    set(event.number(), new Entry(event.time(), Status.ALLOCATED, ""));
    awaiting.add(event.number());
  }

  public void onBatchCompleted(BatchCompleted event) {
    settleNext(event.number());
    set(event.number(), new Entry(entries.get(event.number()).time(), Status.COMPLETED, ""));
  }

  public void onBatchFailed(BatchFailed event) {
    settleNext(event.number());
    set(
        event.number(),
        new Entry(entries.get(event.number()).time(), Status.FAILED, event.reason()));
  }

  public void onBatchDismissed(BatchDismissed event) {
    check(isFailed(event.number()), "batch %s is not failed", event.number());
    Entry entry = entries.get(event.number());
    set(event.number(), new Entry(entry.time(), Status.DISMISSED, entry.reason()));
  }

  public void onBatchCleaned(BatchCleaned event) {
    check(
        entries.containsKey(event.number()) && !unsettled.contains(event.number()),
        "batch %s is not over",
        event.number());
    entries.remove(event.number());
  }

  public void encode(BinaryWriter out) {
    out.writeCount(entries.size());
    entries.forEach(
        (number, entry) -> {
          out.writeCount(number).writeSigned(entry.time().milliseconds());
          out.writeByte(entry.status().code).writeText(entry.reason());
          out.writeByte(awaiting.contains(number) ? 1 : 0);
        });
  }

  public void restore(BinaryReader in) {
    check(entries.isEmpty(), "ledger is not empty");
    for (int left = in.readLength(); left > 0; left--) {
      long number = in.readCount();
      Time time = new Time(in.readSigned());
      set(number, new Entry(time, Status.of(in.readByte()), in.readText()));
      if (in.readByte() == 1) {
        awaiting.add(number);
      }
    }
  }

  private void settleNext(long number) {
    check(
        !awaiting.isEmpty() && awaiting.first() == number,
        "batch %s cannot get its outcome before those that are due: %s",
        number,
        awaiting);
    awaiting.remove(number);
  }

  private void set(long number, Entry entry) {
    entries.put(number, entry);
    boolean over = entry.status() == Status.COMPLETED || entry.status() == Status.DISMISSED;
    if (over) {
      unsettled.remove(number);
    } else {
      unsettled.add(number);
    }
  }

  private static void check(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new IllegalStateException(String.format(message, values));
    }
  }
}
