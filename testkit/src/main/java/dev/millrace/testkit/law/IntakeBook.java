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
  private record Launch(int stream, long incarnation, Supplier<IntakeCounts> counts) {}

  /** One stream's records. */
  private static final class Stream {
    /** Whether its source counts what it gives. */
    boolean counted;

    long received;
    long rejected;
    long lost;
    long stored;
    long added;
    long acknowledged;

    /** Sums over the launches, from the last check. */
    long taken;

    long lostByLaunches;
  }

  private final List<Launch> launches = new ArrayList<>();
  private final Map<Integer, Stream> streams = new TreeMap<>();

  /** Records of the blocks that are stored. Only looked up. */
  private final Map<BlockId, Long> storedBlocks = new HashMap<>();

  private final Predicate<BlockId> isDurable;
  private final Runnable onReport;
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

  private Stream stream(int id) {
    return streams.computeIfAbsent(id, absent -> new Stream());
  }

  /** A source gives records to the receiver of a stream. */
  void onReceived(int streamId, long records) {
    Stream stream = stream(streamId);
    stream.counted = true;
    stream.received += records;
    moved = true;
  }

  /** The driver has taken a block into its ledger. */
  void onAdded(BlockId id, long records) {
    Long stored = storedBlocks.get(id);
    if (stored == null) {
      throw new BrokenLaw("only what is stored is reported", id + " is added and not stored");
    }
    BrokenLaw.unlessEqual(
        "a block has the same records everywhere, " + id, "stored", stored, "added", records);
    stream(id.streamId()).added += records;
    moved = true;
  }

  @Override
  public void onLaunched(int streamId, long incarnation, Supplier<IntakeCounts> counts) {
    launches.add(new Launch(streamId, incarnation, counts));
    moved = true;
  }

  @Override
  public void onBlockSealed(BlockId id, long recordCount, long sizeBytes) {
    moved = true;
  }

  @Override
  public void onBlockStored(BlockId id, long recordCount, long nanos) {
    if (storedBlocks.put(id, recordCount) != null) {
      throw new BrokenLaw("a block is stored once", id + " is stored again");
    }
    stream(id.streamId()).stored += recordCount;
    moved = true;
  }

  @Override
  public void onBlockAcknowledged(BlockId id, long recordCount) {
    if (!isDurable.test(id)) {
      throw new BrokenLaw("only what is durable is acknowledged", id + " is not in the log yet");
    }
    stream(id.streamId()).acknowledged += recordCount;
    moved = true;
  }

  @Override
  public void onRecordsLost(int streamId, long count, String reason) {
    stream(streamId).lost += count;
    moved = true;
  }

  @Override
  public void onRecordsRejected(int streamId, long count) {
    stream(streamId).rejected += count;
    moved = true;
  }

  @Override
  public void onReceiverError(int streamId, String message) {
    onReport.run();
  }

  /** Checks what may have changed since the last time. */
  void check() {
    if (moved) {
      checkAnyway();
    }
  }

  /** Checks even if nothing is known to have changed. */
  void checkAnyway() {
    moved = false;
    for (Stream stream : streams.values()) {
      stream.taken = 0;
      stream.lostByLaunches = 0;
    }
    for (Launch launch : launches) {
      add(launch, stream(launch.stream()));
    }
    streams.forEach(IntakeBook::check);
  }

  private static void add(Launch launch, Stream stream) {
    IntakeCounts counts = launch.counts().get();
    if (counts.taken() != counts.placed()) {
      throw new BrokenLaw(
          RECEIVED,
          "receiver "
              + launch.stream()
              + "-"
              + launch.incarnation()
              + " has taken "
              + counts.taken()
              + " records and has "
              + counts.placed()
              + ": "
              + counts);
    }
    stream.taken += counts.taken();
    stream.lostByLaunches += counts.lost() + counts.dropped();
  }

  private static void check(int id, Stream stream) {
    if (stream.counted) {
      BrokenLaw.unlessEqual(
          RECEIVED + ", stream " + id,
          "given by the source",
          stream.received,
          "rejected and taken",
          stream.rejected + stream.taken);
    }
    BrokenLaw.unlessEqual(
        "what receivers lose is counted, stream " + id,
        "announced",
        stream.lost,
        "lost and dropped by receivers",
        stream.lostByLaunches);
    BrokenLaw.ifMore(
        "only what is stored is reported, stream " + id,
        "added to the ledger",
        stream.added,
        "stored",
        stream.stored);
    BrokenLaw.ifMore(
        "only what is in the ledger is acknowledged, stream " + id,
        "acknowledged",
        stream.acknowledged,
        "added to the ledger",
        stream.added);
  }
}
