package dev.millrace.testkit.law;

import dev.millrace.receiver.BlockId;
import dev.millrace.scheduler.core.DriverState;
import dev.millrace.scheduler.log.BinaryReader;
import dev.millrace.scheduler.log.BinaryWriter;
import dev.millrace.scheduler.log.DriverEvent;
import dev.millrace.scheduler.log.JournalState;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What one life of a driver has decided, and how much of it is durable. It stands between journal
 * and state, so it sees each event when it is applied. <em>Owned by the world's thread.</em>
 */
final class LedgerBook implements JournalState {
  /** After so many events the live state is held against a replay of the log. */
  private static final int EVENTS_BETWEEN_REPLAYS = 100;

  private static final String REPLAY = "the ledger equals the replay of its log";

  /** Replays the log as it lies on the disk now, into a state of its own. */
  @FunctionalInterface
  interface Replay {
    DriverState run() throws IOException;
  }

  private final DriverState state;
  private final BatchBook batches;
  private final Replay replay;

  /** The events in the log before this life. */
  private final long recoveredEvents;

  /** The state that they make. */
  private final ByteBuffer recovered;

  /** This life's events, in order. */
  private final List<DriverEvent> events = new ArrayList<>();

  /** As how many'th of this life's events a block was added. */
  private final Map<BlockId, Integer> addedAt = new HashMap<>();

  /** As how many'th of this life's events a block was cleaned with its batch. */
  private final Map<BlockId, Integer> cleanedAt = new HashMap<>();

  private int durableEvents;
  private int replayedEvents;
  private int checkedEvents = -1;

  /**
   * Opens the book of a life that has recovered.
   *
   * @param nextSequence of the driver log
   */
  LedgerBook(DriverState state, long nextSequence, Replay replay) {
    this.state = state;
    this.batches = new BatchBook(state);
    this.replay = replay;
    this.recoveredEvents = nextSequence - 1;
    this.recovered = encoded(state);
  }

  /**
   * Holds what a later life has recovered against this life's decisions: it is what a number of
   * them make, at least those that were durable.
   */
  void checkSuccessor(LedgerBook next) {
    long survived = next.recoveredEvents - recoveredEvents;
    BrokenLaw.ifMore(
        "what is durable is recovered", "events durable", durableEvents, "recovered", survived);
    BrokenLaw.ifMore(
        "what is recovered was decided", "events recovered", survived, "decided", events.size());
    requireSame(after((int) survived), next.recovered, "as decided", "as recovered");
  }

  /** What the first of this life's events make; of all of them, the life itself has made it. */
  private DriverState after(int count) {
    if (count == events.size()) {
      return state;
    }
    DriverState made = new DriverState();
    made.restore(new BinaryReader(recovered.duplicate()));
    events.subList(0, count).forEach(made::apply);
    return made;
  }

  @Override
  public void apply(DriverEvent event) {
    state.apply(event);
    events.add(event);
    if (event instanceof DriverEvent.BlockAdded added) {
      addedAt.put(added.block().id(), events.size());
    } else if (event instanceof DriverEvent.BatchCleaned cleaned) {
      batches.blocksOf(cleaned.number()).forEach(id -> cleanedAt.put(id, events.size()));
    }
    event.accept(batches);
  }

  /** So many more events are durable. */
  void onDurable(int count) {
    durableEvents += count;
  }

  /** Checks what may have changed since the last time. */
  void check() {
    if (checkedEvents != events.size()) {
      checkedEvents = events.size();
      batches.check();
    }
    if (events.size() - replayedEvents >= EVENTS_BETWEEN_REPLAYS
        && durableEvents == events.size()) {
      checkReplay();
    }
  }

  /** Checks even if nothing is known to have changed. */
  void checkAnyway() {
    batches.check();
  }

  /** Nothing is under way: the log holds the state. */
  void checkReplay() {
    replayedEvents = events.size();
    DriverState replayed;
    try {
      replayed = replay.run();
    } catch (IOException | RuntimeException e) {
      throw new BrokenLaw(REPLAY, "it cannot be replayed: " + e);
    }
    requireSame(replayed, encoded(state), "replayed", "live");
  }

  BatchBook batches() {
    return batches;
  }

  /** Whether a block of this life is in the log for good. */
  boolean hasDurably(BlockId id) {
    Integer event = addedAt.get(id);
    return event != null && event <= durableEvents;
  }

  /** Whether nothing needs a block, for good. */
  boolean isUnneeded(BlockId id) {
    Integer event = cleanedAt.get(id);
    return !batches.holds(id) && (event == null || event <= durableEvents);
  }

  private void requireSame(DriverState one, ByteBuffer other, String oneName, String otherName) {
    ByteBuffer bytes = encoded(one);
    int difference = bytes.mismatch(other);
    if (difference >= 0) {
      throw new BrokenLaw(
          REPLAY,
          oneName
              + " "
              + bytes.remaining()
              + " bytes, "
              + otherName
              + " "
              + other.remaining()
              + " bytes, which differ from byte "
              + difference
              + " on; this life: events "
              + (recoveredEvents + 1)
              + " to "
              + (recoveredEvents + events.size())
              + ", of which durable "
              + durableEvents);
    }
  }

  private static ByteBuffer encoded(DriverState state) {
    BinaryWriter out = new BinaryWriter(1024);
    state.encode(out);
    return out.toBuffer();
  }

  @Override
  public void encode(BinaryWriter out) {
    state.encode(out);
  }

  @Override
  public void restore(BinaryReader in) {
    throw new IllegalStateException("the book is opened when the state is recovered");
  }
}
