package dev.millrace.testkit.log;

import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.World;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.LogListener;
import dev.millrace.wal.LogRecord;
import dev.millrace.wal.WalCorruptException;
import dev.millrace.wal.WalVersionException;
import dev.millrace.wal.WriteAheadLog;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Opens a log after each piece of damage, and judges what comes of it. Allowed are exactly: all
 * records; a typed refusal; or, where no bytes are left that prove the lost records, an exact
 * prefix and a report. <em>Owned by one thread.</em>
 */
final class LogSweeper implements LogListener {
  static final int SECTOR = 512;

  private final SweptLog log;
  private final ArrayFileStore store;
  private final LogEnvironment environment;
  private long next;
  private boolean reported;
  private long caseCount;
  private long refusedCount;

  LogSweeper(SweptLog log) {
    this.log = log;
    this.store = new ArrayFileStore(SweptLog.DIRECTORY, log.files());
    Life life = new World(1).outside();
    this.environment = SweptLog.environment(life, this);
  }

  long caseCount() {
    return caseCount;
  }

  long refusedCount() {
    return refusedCount;
  }

  /** Flips each bit of a file whose number is a multiple of {@code step}. */
  void flipBits(String file, int step) throws IOException {
    byte[] bytes = store.file(file).bytes();
    for (int bit = 0; bit < bytes.length * Byte.SIZE; bit += step) {
      byte mask = (byte) (1 << (bit % Byte.SIZE));
      bytes[bit / Byte.SIZE] ^= mask;
      judge(file, bit / Byte.SIZE, bit / Byte.SIZE + 1, "bit " + bit);
      bytes[bit / Byte.SIZE] ^= mask;
    }
  }

  /** Cuts a file at each length that is a multiple of {@code step}. */
  void cut(String file, int step) throws IOException {
    int length = store.file(file).bytes().length;
    for (int kept = 0; kept < length; kept += step) {
      store.file(file).cutTo(kept);
      judge(file, kept, length, "cut to");
      store.file(file).cutTo(length);
    }
  }

  /** Zeroes each sector of a file, and swaps it with others, {@code step} apart. */
  void damageSectors(String file, int step) throws IOException {
    byte[] bytes = store.file(file).bytes();
    byte[] original = log.files().get(file);
    int whole = bytes.length / SECTOR;
    for (int a = 0; a * SECTOR < bytes.length; a++) {
      Arrays.fill(bytes, a * SECTOR, Math.min(bytes.length, (a + 1) * SECTOR), (byte) 0);
      judgeChange(file, "sector zeroed", bytes, original);
      System.arraycopy(original, 0, bytes, 0, bytes.length);
      for (int b = a + 1; b < whole; b += step) {
        System.arraycopy(original, a * SECTOR, bytes, b * SECTOR, SECTOR);
        System.arraycopy(original, b * SECTOR, bytes, a * SECTOR, SECTOR);
        judgeChange(file, "sector swapped with " + b, bytes, original);
        System.arraycopy(original, 0, bytes, 0, bytes.length);
      }
    }
  }

  /** Takes each file away in turn. */
  void loseFiles() throws IOException {
    for (String file : log.files().keySet()) {
      store.lose(file);
      judge(file, 0, log.files().get(file).length, "file lost");
      store.bringBack();
    }
  }

  private void judgeChange(String file, String what, byte[] bytes, byte[] original)
      throws IOException {
    int from = Arrays.mismatch(bytes, original);
    if (from < 0) {
      return;
    }
    int to = bytes.length;
    while (bytes[to - 1] == original[to - 1]) {
      to--;
    }
    judge(file, from, to, what);
  }

  private void judge(String file, int damagedFrom, int damagedTo, String what) throws IOException {
    caseCount++;
    reported = false;
    long first = log.firstSequence(file);
    next = first;
    try {
      WriteAheadLog.open(store, SweptLog.settings(), environment, first, this::take);
    } catch (WalCorruptException | WalVersionException typed) {
      refusedCount++;
      return;
    } catch (IOException | RuntimeException | Error e) {
      throw new AssertionError(place(file, damagedFrom, what), e);
    }
    int replayed = (int) next - 1;
    if (replayed == log.records().size() && isHarmless(file, damagedFrom)) {
      return;
    }
    int provable = log.recordsBefore(file, damagedFrom);
    require(
        file.equals(log.newest()) && replayed == provable,
        "came back up to " + replayed + " of " + log.records().size(),
        file,
        damagedFrom,
        what);
    require(!provesLost(file, damagedTo, replayed), "ignored proof", file, damagedFrom, what);
    boolean atAnEnd = isEndOfARecord(file, damagedFrom) && what.startsWith("cut");
    boolean gone = what.startsWith("file lost") || (what.startsWith("cut") && damagedFrom == 0);
    require(reported || atAnEnd || gone, "was silent", file, damagedFrom, what);
  }

  /** Damage behind all records, in a seal, may go unnoticed: nothing depends on it. */
  private boolean isHarmless(String file, int damagedFrom) {
    return file.equals(log.newest())
        && log.recordsBefore(file, damagedFrom) == log.records().size();
  }

  /** Whether an undamaged record or seal is left that says that a lost record had been durable. */
  private boolean provesLost(String file, int damagedTo, int replayed) {
    boolean record =
        log.records().stream()
            .skip(replayed + 1L)
            .anyMatch(later -> later.file().equals(file) && later.from() >= damagedTo);
    int endOfRecords = log.records().get(log.records().size() - 1).to();
    boolean seal = log.isSealed() && damagedTo <= endOfRecords && replayed < log.records().size();
    return record || seal;
  }

  private boolean isEndOfARecord(String file, int offset) {
    return offset == 128
        || log.records().stream()
            .anyMatch(record -> record.file().equals(file) && record.to() == offset);
  }

  private void take(LogRecord record) {
    List<SweptLog.Placed> records = log.records();
    boolean right =
        record.position().sequence() == next
            && next <= records.size()
            && record.payload().equals(records.get((int) next - 1).payload());
    if (!right) {
      throw new IllegalStateException("record " + next + " came back wrong: " + record.position());
    }
    next++;
  }

  private static void require(boolean holds, String what, String file, int at, String damage) {
    if (!holds) {
      throw new AssertionError(what + ": " + place(file, at, damage));
    }
  }

  private static String place(String file, int at, String damage) {
    return String.format(Locale.ROOT, "%s, offset %d, %s", file, at, damage);
  }

  @Override
  public void onTornTail(String segment, long validBytes, long droppedBytes, long droppedRecords) {
    reported = true;
  }

  @Override
  public void onForeignBytesIgnored(String segment, long fromOffset) {
    reported = true;
  }
}
