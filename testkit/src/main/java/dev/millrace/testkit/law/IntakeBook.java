package dev.millrace.testkit.law;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.IntakeCounts;
import dev.millrace.receiver.ReceiverListener;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What the receivers of one life have announced, and what their sources have given them. <em>Owned
 * by the world's thread.</em>
 */
final class IntakeBook implements ReceiverListener {
  private static final String RECEIVED = "received = rejected + buffered + lost + stored";

  /** One launch of a receiver. */
  private record Launch(long incarnation, Supplier<IntakeCounts> counts) {}

  /** One stream's records. */
  private static final class Stream {
    final int id;
    final List<Launch> launches = new ArrayList<>();

    /** Something was announced of it since the last check. */
    boolean moved;

    /** Whether its source counts what it gives. */
    boolean counted;

    long received;
    long rejected;
    long lost;
    long stored;
    long added;
    long acknowledged;

    final String receivedLaw;
    final String lossesLaw;
    final String reportsLaw;
    final String acknowledgementsLaw;

    Stream(int id) {
      this.id = id;
      String where = ", stream " + id;
      this.receivedLaw = RECEIVED + where;
      this.lossesLaw = "what receivers lose is counted" + where;
      this.reportsLaw = "only what is stored is reported" + where;
      this.acknowledgementsLaw = "only what is in the ledger is acknowledged" + where;
    }

    /** Compares what was announced with what the receivers say of themselves. */
    void check() {
      moved = false;
      long taken = 0;
      long lostByLaunches = 0;
      for (Launch launch : launches) {
        IntakeCounts counts = launch.counts().get();
        if (counts.taken() != counts.placed()) {
          throw new BrokenLaw(
              RECEIVED,
              "receiver "
                  + id
                  + "-"
                  + launch.incarnation()
                  + " has taken "
                  + counts.taken()
                  + " records and has "
                  + counts.placed()
                  + ": "
                  + counts);
        }
        taken += counts.taken();
        lostByLaunches += counts.lost() + counts.dropped();
      }
      if (counted) {
        BrokenLaw.unlessEqual(
            receivedLaw, "given by the source", received, "rejected and taken", rejected + taken);
      }
      BrokenLaw.unlessEqual(
          lossesLaw, "announced", lost, "lost and dropped by receivers", lostByLaunches);
      BrokenLaw.ifMore(reportsLaw, "added to the ledger", added, "stored", stored);
      BrokenLaw.ifMore(
          acknowledgementsLaw, "acknowledged", acknowledged, "added to the ledger", added);
    }
  }

  private final Map<Integer, Stream> streams = new TreeMap<>();

  /** Records of the blocks that are stored. Only looked up. */
  private final Map<BlockId, Long> storedBlocks = new HashMap<>();

  private final Predicate<BlockId> isDurable;
  private final Runnable onReport;

  /** Something was announced of some stream since the last check. */
  private boolean moved;

  /**
   * An empty book.
   *
   * @param isDurable whether a block is in the driver's log for good
   * @param onReport told when a receiver reports that something failed
   */
  IntakeBook(Predicate<BlockId> isDurable, Runnable onReport) {
    this.isDurable = isDurable;
    this.onReport = onReport;
  }

  /** The stream, of which something is announced. */
  private Stream moving(int id) {
    Stream stream = streams.computeIfAbsent(id, Stream::new);
    stream.moved = true;
    moved = true;
    return stream;
  }

  /** A source gives records to the receiver of a stream. */
  void onReceived(int streamId, long records) {
    Stream stream = moving(streamId);
    stream.counted = true;
    stream.received += records;
  }

  /** The driver has taken a block into its ledger. */
  void onAdded(BlockId id, long records) {
    Long stored = storedBlocks.get(id);
    if (stored == null) {
      throw new BrokenLaw("only what is stored is reported", id + " is added and not stored");
    }
    if (stored != records) {
      throw new BrokenLaw(
          "a block has the same records everywhere",
          id + " is stored with " + stored + ", added with " + records);
    }
    moving(id.streamId()).added += records;
  }

  @Override
  public void onLaunched(int streamId, long incarnation, Supplier<IntakeCounts> counts) {
    moving(streamId).launches.add(new Launch(incarnation, counts));
  }

  @Override
  public void onBlockSealed(BlockId id, long recordCount, long sizeBytes) {
    moving(id.streamId());
  }

  @Override
  public void onBlockStored(BlockId id, long recordCount, long nanos) {
    if (storedBlocks.put(id, recordCount) != null) {
      throw new BrokenLaw("a block is stored once", id + " is stored again");
    }
    moving(id.streamId()).stored += recordCount;
  }

  @Override
  public void onBlockAcknowledged(BlockId id, long recordCount) {
    if (!isDurable.test(id)) {
      throw new BrokenLaw("only what is durable is acknowledged", id + " is not in the log yet");
    }
    moving(id.streamId()).acknowledged += recordCount;
  }

  @Override
  public void onRecordsLost(int streamId, long count, String reason) {
    moving(streamId).lost += count;
  }

  @Override
  public void onRecordsRejected(int streamId, long count) {
    moving(streamId).rejected += count;
  }

  @Override
  public void onReceiverError(int streamId, String message) {
    onReport.run();
  }

  /** Checks what may have changed since the last time. */
  void check() {
    if (!moved) {
      return;
    }
    moved = false;
    for (Stream stream : streams.values()) {
      if (stream.moved) {
        stream.check();
      }
    }
  }

  /** Checks even if nothing is known to have changed. */
  void checkAnyway() {
    moved = false;
    streams.values().forEach(Stream::check);
  }
}
