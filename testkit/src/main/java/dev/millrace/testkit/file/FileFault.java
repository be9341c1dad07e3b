package dev.millrace.testkit.file;

import static java.util.Locale.ROOT;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One planned fault of a disk: what goes wrong, and at which of the operations that it can hit.
 * <em>Immutable.</em>
 *
 * <p>As text, {@code kind@operation:prefix#number}, where {@code any} stands for every operation
 * that the kind can hit, the prefix may be missing, and {@code x5} or {@code +} at the end say
 * "five in a row" or "from then on": {@code io-error@sync#3}, {@code no-space@any:driver/#12+}.
 *
 * @param kind what goes wrong
 * @param operation the operation it hits, or empty for all that the kind can hit
 * @param pathPrefix it hits operations on paths that begin so; empty for all
 * @param number how many such operations pass, since the fault was planned, before it hits
 * @param times how many in a row it hits from then on, {@link #FOR_EVER} for all
 */
public record FileFault(
    Kind kind, Optional<FileOperation> operation, String pathPrefix, long number, long times) {

  /** As {@link #times}: never ends, until the disk is healed. */
  public static final long FOR_EVER = Long.MAX_VALUE;

  private static final Pattern TEXT =
      Pattern.compile("([a-z-]+)@([a-z-]+)(?::([^#]*))?#(\\d+)(?:x(\\d+)|(\\+))?");

  /** What goes wrong. */
  public enum Kind {
    /**
     * The operation fails. A write leaves part of its bytes behind. A sync leaves all pages
     * readable and takes them for clean, so that a later sync succeeds without them; a power loss
     * then takes any of them.
     */
    IO_ERROR,
    /** The disk is full: what adds bytes or names fails, a write after part of its bytes. */
    NO_SPACE,
    /** The operation takes effect and then reports a failure. */
    ERROR_AFTER_EFFECT,
    /** A sync, of a file or of names, returns without having made anything durable. */
    SYNC_LIES,
    /** A publish copies instead of renaming, and fails with part of the bytes under the target. */
    PUBLISH_TORN,
    /** A read returns fewer bytes than there are. */
    SHORT_READ,
    /** A read returns bytes of which one bit is wrong; those on the disk are right. */
    BIT_FLIP,
    /** The operation takes a seeded time of up to five seconds. */
    SLOW,
    /** The process dies before the operation takes effect. */
    CRASH_BEFORE,
    /** The process dies when part of the operation has taken effect. */
    CRASH_DURING,
    /** The process dies once the operation has taken effect, before it returns. */
    CRASH_AFTER,
    /** The power fails before the operation takes effect. */
    POWER_LOSS_BEFORE,
    /** The power fails when part of the operation has taken effect. */
    POWER_LOSS_DURING,
    /** The power fails once the operation has taken effect, before it returns. */
    POWER_LOSS_AFTER;

    /** Whether operations of that kind can go wrong in this way. */
    public boolean appliesTo(FileOperation operation) {
      return switch (this) {
        case IO_ERROR, SLOW, CRASH_BEFORE, POWER_LOSS_BEFORE -> true;
        case NO_SPACE ->
            operation == FileOperation.CREATE
                || operation == FileOperation.WRITE
                || operation == FileOperation.SYNC
                || operation == FileOperation.SYNC_DIRECTORY
                || operation == FileOperation.PUBLISH;
        case SYNC_LIES ->
            operation == FileOperation.SYNC
                || operation == FileOperation.SYNC_DIRECTORY
                || operation == FileOperation.PUBLISH;
        case PUBLISH_TORN -> operation == FileOperation.PUBLISH;
        case SHORT_READ, BIT_FLIP -> operation == FileOperation.READ;
        case ERROR_AFTER_EFFECT, CRASH_DURING, CRASH_AFTER, POWER_LOSS_DURING, POWER_LOSS_AFTER ->
            operation.isChange();
      };
    }

    /** Whether it ends the life of the node that the operation belongs to. */
    public boolean isDeath() {
      return switch (this) {
        case IO_ERROR,
            NO_SPACE,
            ERROR_AFTER_EFFECT,
            SYNC_LIES,
            PUBLISH_TORN,
            SHORT_READ,
            BIT_FLIP,
            SLOW ->
            false;
        case CRASH_BEFORE,
            CRASH_DURING,
            CRASH_AFTER,
            POWER_LOSS_BEFORE,
            POWER_LOSS_DURING,
            POWER_LOSS_AFTER ->
            true;
      };
    }

    private String text() {
      return name().toLowerCase(ROOT).replace('_', '-');
    }
  }

  /** Checks that the fault can happen. */
  public FileFault {
    if (operation.isPresent() && !kind.appliesTo(operation.get())) {
      throw new IllegalArgumentException(
          "a "
              + kind.text()
              + " fault cannot hit "
              + operation.get()
              + ": choose another operation");
    }
    if (number < 0) {
      throw new IllegalArgumentException("number must not be negative: " + number);
    }
    if (times < 1) {
      throw new IllegalArgumentException("times must be at least 1: " + times);
    }
    if (pathPrefix.indexOf('#') >= 0) {
      throw new IllegalArgumentException("pathPrefix must not contain '#': " + pathPrefix);
    }
  }

  /** Hits once, the operation after {@code number} others of all that {@code kind} can hit. */
  public static FileFault once(Kind kind, long number) {
    return new FileFault(kind, Optional.empty(), "", number, 1);
  }

  /** The same, hitting operations of one kind only. */
  public FileFault at(FileOperation only) {
    return new FileFault(kind, Optional.of(only), pathPrefix, number, times);
  }

  /** The same, hitting operations on paths that begin with {@code prefix} only. */
  public FileFault under(String prefix) {
    return new FileFault(kind, operation, prefix, number, times);
  }

  /** The same, hitting {@code newTimes} operations in a row. */
  public FileFault times(long newTimes) {
    return new FileFault(kind, operation, pathPrefix, number, newTimes);
  }

  /** The same, hitting every operation from then on. */
  public FileFault sticky() {
    return times(FOR_EVER);
  }

  /** Whether it counts an operation of that kind on that path. */
  boolean covers(FileOperation candidate, String path) {
    return operation.map(only -> only == candidate).orElseGet(() -> kind.appliesTo(candidate))
        && path.startsWith(pathPrefix);
  }

  /**
   * Reads a fault back from its text.
   *
   * @throws IllegalArgumentException if the text is not one that {@link #toString} writes
   */
  public static FileFault parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a file fault is written kind@operation:prefix#number, x5 or + behind it: " + text);
    }
    Kind kind = Kind.valueOf(constant(matcher.group(1)));
    String operation = matcher.group(2);
    String prefix = matcher.group(3) == null ? "" : matcher.group(3);
    long times = matcher.group(5) == null ? 1 : Long.parseLong(matcher.group(5));
    return new FileFault(
        kind,
        operation.equals("any")
            ? Optional.empty()
            : Optional.of(FileOperation.valueOf(constant(operation))),
        prefix,
        Long.parseLong(matcher.group(4)),
        matcher.group(6) == null ? times : FOR_EVER);
  }

  private static String constant(String text) {
    return text.toUpperCase(ROOT).replace('-', '_');
  }

  @Override
  public String toString() {
    String scope =
        operation.map(only -> only.name().toLowerCase(ROOT).replace('_', '-')).orElse("any");
    String prefix = pathPrefix.isEmpty() ? "" : ":" + pathPrefix;
    String length = times == 1 ? "" : times == FOR_EVER ? "+" : "x" + times;
    return kind.text() + "@" + scope + prefix + "#" + number + length;
  }
}
