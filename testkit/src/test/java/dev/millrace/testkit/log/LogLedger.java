package dev.millrace.testkit.log;

import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a log owes its owner, kept outside the nodes that die. A record counts as owed once its
 * append was acknowledged, or once a recovery showed it.
 *
 * <p>Rules: what is owed comes back, once, in order and byte for byte; what comes back besides was
 * appended in the life before; what one recovery did not show never comes back later.
 */
final class LogLedger {
  private static final int ID_LENGTH = Long.BYTES;

  /** Sequence to id. */
  private final NavigableMap<Long, Long> owed = new TreeMap<>();

  /** Sequence to id of what was appended since the last recovery that succeeded. */
  private final Map<Long, Long> appended = new TreeMap<>();

  private Optional<AssertionError> broken = Optional.empty();
  private long nextId = 1;
  private long replayedUpTo;
  private long acknowledgedCount;
  private long recoveryCount;
  private long replayedCount;

  private static final int OFFSETS = 1 << 15;
  private static final byte[] FILLER = filler();

  private static byte[] filler() {
    byte[] bytes = new byte[OFFSETS + (1 << 16)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) ((i * 0x9e3779b9) >>> 24);
    }
    return bytes;
  }

  /** The bytes of record {@code id}, different for each id. */
  static ByteBuffer payload(long id, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.max(ID_LENGTH, length)).putLong(id);
    return bytes.put(fillerOf(id, bytes.remaining())).flip();
  }

  private static ByteBuffer fillerOf(long id, int length) {
    return ByteBuffer.wrap(FILLER, (int) (id * 31 % OFFSETS), length);
  }

  long newId() {
    return nextId++;
  }

  void onAppended(long sequence, long id) {
    Long before = appended.put(sequence, id);
    require(before == null, "sequence %d was given to %s and %d", sequence, before, id);
    require(!owed.containsKey(sequence), "sequence %d is %s already", sequence, owed.get(sequence));
  }

  void onAcknowledged(long sequence, long id) {
    require(
        appended.containsKey(sequence) && appended.get(sequence) == id,
        "acknowledged %d as %d, which was %s",
        id,
        sequence,
        appended.get(sequence));
    require(
        owed.isEmpty() || owed.lastKey() == sequence - 1,
        "acknowledged %d behind %s",
        sequence,
        lastOwed());
    owed.put(sequence, id);
    acknowledgedCount++;
  }

  void onReplayStarts(long from) {
    replayedUpTo = from - 1;
  }

  void onReplayed(long sequence, ByteBuffer payload) {
    require(sequence == replayedUpTo + 1, "%d was replayed behind %d", sequence, replayedUpTo);
    long id = requireWhole(payload);
    Long known = owed.getOrDefault(sequence, appended.get(sequence));
    require(known != null && known == id, "%d came back as %d, was %s", sequence, id, known);
    replayedUpTo = sequence;
    replayedCount++;
    owed.put(sequence, id);
  }

  /** A recovery succeeded. */
  void onReplayEnds() {
    require(
        replayedUpTo == lastOwed(),
        "acknowledged up to %d, but replayed up to %d only",
        lastOwed(),
        replayedUpTo);
    appended.clear();
    recoveryCount++;
  }

  /** A record was read by its position. */
  void onRead(long sequence, ByteBuffer payload) {
    long id = requireWhole(payload);
    require(owed.get(sequence) == id, "read %d as %d, was %s", sequence, id, owed.get(sequence));
  }

  /** A snapshot of the state up to {@code sequence} came back. */
  void onSnapshot(long sequence, long state) {
    require(
        sequence <= lastOwed(), "snapshot %d is ahead of what is owed, %d", sequence, lastOwed());
    require(state == stateAt(sequence), "snapshot %d holds a wrong state", sequence);
  }

  /** What an owner that has applied all records up to {@code sequence} holds. */
  long stateAt(long sequence) {
    long state = 0;
    for (long id : owed.headMap(sequence, true).values()) {
      state = nextState(state, id);
    }
    return state;
  }

  static long nextState(long state, long id) {
    return state * 31 + id;
  }

  /** The id of a record whose every byte is as it was. */
  long requireWhole(ByteBuffer payload) {
    ByteBuffer bytes = payload.duplicate();
    long id = bytes.getLong();
    require(id > 0 && id < nextId, "there is no record %d", id);
    int mismatch = bytes.mismatch(fillerOf(id, bytes.remaining()));
    require(mismatch < 0, "%d is damaged at byte %d", id, mismatch + ID_LENGTH);
    return id;
  }

  long lastOwed() {
    return owed.isEmpty() ? 0 : owed.lastKey();
  }

  long acknowledgedCount() {
    return acknowledgedCount;
  }

  long recoveryCount() {
    return recoveryCount;
  }

  long replayedCount() {
    return replayedCount;
  }

  /** Fails if a rule was ever broken: promises swallow what is thrown where it was noticed. */
  void check() {
    if (broken.isPresent()) {
      throw broken.get();
    }
  }

  void require(boolean holds, String format, Object... values) {
    if (!holds) {
      AssertionError error = new AssertionError(String.format(Locale.ROOT, format, values));
      broken = broken.or(() -> Optional.of(error));
      throw error;
    }
  }
}
