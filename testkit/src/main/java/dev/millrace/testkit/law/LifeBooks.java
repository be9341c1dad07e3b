package dev.millrace.testkit.law;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.ReceiverListener;
import dev.millrace.receiver.store.DataLogs;
import dev.millrace.scheduler.core.DriverState;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.scheduler.listener.StreamingListenerReceiverError;
import dev.millrace.scheduler.log.BinaryReader;
import dev.millrace.scheduler.log.BinaryWriter;
import dev.millrace.scheduler.log.DriverEvent;
import dev.millrace.scheduler.log.JournalListener;
import dev.millrace.scheduler.log.JournalState;
import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.world.Life;
import dev.millrace.wal.LogListener;
import dev.millrace.wal.LogReader;
import dev.millrace.wal.WalCrashPoints;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The books of one life of a streaming process. What it hands out is put between the process's
 * parts, and passes on what it sees. <em>Owned by the world's thread.</em>
 */
public final class LifeBooks implements ProcessWatch {
  /** Every so many events all is checked, also what nobody has announced a change of. */
  private static final int CHECKS_BETWEEN_FULL_ONES = 64;

  private static final String DRIVER_DIRECTORY = "driver";
  private static final String NOTHING_NEEDED = "nothing that is needed is truncated";

  private final Life life;
  private final SimulatedDisk disk;
  private final FaultBook faults;
  private final IntakeBook intake;
  private final Losses losses = new Losses();
  private final Optional<LedgerBook> predecessor;
  private Optional<LedgerBook> ledger = Optional.empty();
  private int checks;

  /** A segment was deleted since the last check. */
  private boolean truncated;

  /**
   * Empty books.
   *
   * @param predecessor the ledger of the last life that recovered
   */
  LifeBooks(Life life, SimulatedDisk disk, Optional<LedgerBook> predecessor) {
    this.life = life;
    this.predecessor = predecessor;
    this.disk = disk;
    this.faults = new FaultBook(life, disk);
    this.intake =
        new IntakeBook(
            id -> ledger.map(book -> book.hasDurably(id)).orElse(false), faults::onReport);
  }

  Optional<LedgerBook> ledger() {
    return ledger;
  }

  @Override
  public ReceiverListener receivers() {
    return intake;
  }

  @Override
  public LogListener driverLog() {
    return new DriverLog();
  }

  @Override
  public LogListener dataLog() {
    return new DataLog();
  }

  @Override
  public JournalListener journal() {
    return new Snapshots();
  }

  @Override
  public Consumer<String> crashPoints(Consumer<String> next) {
    return step -> {
      truncated |= step.equals(WalCrashPoints.TRUNCATE_DELETED);
      next.accept(step);
    };
  }

  @Override
  public Consumer<StreamingListenerEvent> listeners(Consumer<StreamingListenerEvent> next) {
    return event -> {
      losses.onTold(event);
      if (event instanceof StreamingListenerReceiverError) {
        faults.onReport();
      }
      next.accept(event);
    };
  }

  @Override
  public Consumer<BlockId> blockRemover(Consumer<BlockId> next) {
    return id -> {
      if (ledger.isPresent() && !ledger.get().isUnneeded(id)) {
        throw new BrokenLaw(NOTHING_NEEDED, id + " is removed from the executors");
      }
      next.accept(id);
    };
  }

  /**
   * A source has given records to a stream's receiver, which has just taken or rejected them. A
   * stream whose source does not say so is checked without.
   */
  public void received(int streamId, long records) {
    intake.onReceived(streamId, records);
  }

  @Override
  public JournalState recovered(DriverState state, long nextSequence, Replay replay) {
    LedgerBook book =
        new LedgerBook(state, nextSequence, () -> replay.of(disk.copy(DRIVER_DIRECTORY)));
    predecessor.ifPresent(earlier -> earlier.checkSuccessor(book));
    ledger = Optional.of(book);
    return new Watched(book);
  }

  /**
   * Checks what holds once the process has stopped in good order: all that was received is
   * processed, all that went wrong is reported, the logs are closed.
   */
  public void checkAtRest() {
    checkAnyway();
    faults.checkAtRest();
    losses.checkAtRest();
    ledger.ifPresent(LedgerBook::checkReplay);
  }

  /** Checks what may have changed since the last time. */
  void check() {
    if (!life.isAlive()) {
      return;
    }
    faults.check();
    if (++checks % CHECKS_BETWEEN_FULL_ONES == 0) {
      checkAnyway();
    } else {
      intake.check();
      ledger.ifPresent(LedgerBook::check);
    }
    if (truncated) {
      truncated = false;
      ledger.ifPresent(book -> book.batches().oldestLogged().forEach(this::checkReadable));
    }
  }

  private void checkAnyway() {
    intake.checkAnyway();
    losses.check();
    ledger.ifPresent(LedgerBook::check);
    ledger.ifPresent(LedgerBook::checkAnyway);
  }

  private void checkReadable(String executorId, ReceivedBlockInfo block) {
    String directory = DataLogs.directory(executorId);
    try (LogReader reader = new LogReader(disk.copy(directory), directory)) {
      reader.read(block.logged().orElseThrow());
    } catch (IOException e) {
      throw new BrokenLaw(NOTHING_NEEDED, block + " cannot be read any more: " + e);
    }
  }

  /** Sees the driver's decisions before the log does. */
  private final class Watched implements JournalState {
    private final LedgerBook book;

    Watched(LedgerBook book) {
      this.book = book;
    }

    @Override
    public void apply(DriverEvent event) {
      book.apply(event);
      losses.onDecided(event);
      if (event instanceof DriverEvent.BlockAdded added) {
        intake.onAdded(added.block().id(), added.block().recordCount());
      }
    }

    @Override
    public void encode(BinaryWriter out) {
      book.encode(out);
    }

    @Override
    public void restore(BinaryReader in) {
      book.restore(in);
    }
  }

  private class DataLog implements LogListener {
    @Override
    public void onSegmentPoisoned(String segment, IOException cause, int recordsRewritten) {
      faults.onReport();
    }
  }

  private final class DriverLog extends DataLog {
    @Override
    public void onGroupCommitted(int records, long bytes, long nanos) {
      ledger.orElseThrow().onDurable(records);
    }
  }

  private final class Snapshots implements JournalListener {
    @Override
    public void onSnapshotFailed(long sequence, Throwable cause) {
      faults.onReport();
    }
  }
}
