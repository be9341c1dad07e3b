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

  /** Batches that failed in this life and wait to be retried or dismissed. */
  private final TreeSet<Long> failed = new TreeSet<>();

  /** Batches that are over for good and not cleaned. */
  private final TreeSet<Long> over = new TreeSet<>();

  /** Batches whose outcome is due, lowest number first. */
  public List<Long> awaiting() {
    return List.copyOf(awaiting);
  }

  /** Batches that are over for good and not cleaned, lowest number first. */
  public List<Long> settled() {
    return List.copyOf(over);
  }

  /** All batches that are not cleaned, lowest number first. */
  public List<Long> retained() {
    return List.copyOf(entries.keySet());
  }

  /** Whether a batch failed and was neither retried nor dismissed. */
  boolean isFailed(long number) {
    return failed.contains(number);
  }

  /** How many batches failed and wait to be retried or dismissed. */
  public int failedCount() {
    return failed.size();
  }

  public int awaitingCount() {
    return awaiting.size();
  }

  /** How many batches are over for good and not cleaned. */
  public int settledCount() {
    return over.size();
  }

  /** The time of the oldest batch whose outcome is due. */
  Optional<Time> oldestAwaiting() {
    return awaiting.isEmpty() ? Optional.empty() : Optional.of(timeOf(awaiting.first()));
  }

  /** The time of the first failed batch after this one. */
  Optional<Time> nextFailedAfter(long number) {
    return Optional.ofNullable(failed.higher(number)).map(this::timeOf);
  }

  /** Batches before {@code time} that are over for good, lowest number first. */
  List<Long> settledBefore(Time time) {
    return over.stream().takeWhile(number -> timeOf(number).less(time)).toList();
  }

  /** The time of a batch that is not cleaned. */
  Time timeOf(long number) {
    return entries.get(number).time();
  }

  /** Every batch that is not completed or dismissed is due again. */
  public void onDriverStarted(DriverStarted event) {
    awaiting.addAll(failed);
    failed.clear();
  }

  public void onBatchAllocated(BatchAllocated event) {
    check(
        entries.isEmpty() || entries.lastKey() < event.number(),
        "batch %s was allocated before",
        event.number());
    entries.put(event.number(), new Entry(event.time(), Status.ALLOCATED, ""));
    awaiting.add(event.number());
  }

  public void onBatchCompleted(BatchCompleted event) {
    settleNext(event.number(), Status.COMPLETED, "");
    over.add(event.number());
  }

  public void onBatchFailed(BatchFailed event) {
    settleNext(event.number(), Status.FAILED, event.reason());
    failed.add(event.number());
  }

  public void onBatchDismissed(BatchDismissed event) {
    check(failed.remove(event.number()), "batch %s is not failed", event.number());
    Entry entry = entries.get(event.number());
    entries.put(event.number(), new Entry(entry.time(), Status.DISMISSED, entry.reason()));
    over.add(event.number());
  }

  public void onBatchCleaned(BatchCleaned event) {
    check(over.remove(event.number()), "batch %s is not over", event.number());
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
      Status status = Status.of(in.readByte());
      entries.put(number, new Entry(time, status, in.readText()));
      boolean isAwaiting = in.readByte() == 1;
      if (isAwaiting) {
        awaiting.add(number);
      } else if (status == Status.FAILED) {
        failed.add(number);
      } else {
        over.add(number);
      }
    }
  }

  private void settleNext(long number, Status status, String reason) {
    check(
        !awaiting.isEmpty() && awaiting.first() == number,
        "batch %s cannot get its outcome before those that are due: %s",
        number,
        awaiting);
    awaiting.remove(number);
    entries.put(number, new Entry(timeOf(number), status, reason));
  }

  private static void check(boolean holds, String message, Object... values) {
    if (!holds) {
      throw new IllegalStateException(String.format(message, values));
    }
  }
}
