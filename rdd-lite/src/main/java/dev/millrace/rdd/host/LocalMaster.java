package dev.millrace.rdd.host;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a local master asks for. <em>Immutable.</em>
 *
 * @param executors how many executors, at least 1
 * @param slots how many tasks each runs at a time, at least 1
 * @param blockBytes what the blocks of each may take of memory; empty if the master does not say
 */
record LocalMaster(int executors, int slots, OptionalLong blockBytes) {

  private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\d{1,6}|\\*)])?");
  private static final Pattern CLUSTER =
      Pattern.compile("local-cluster\\[\\s*(\\d{1,6})\\s*,\\s*(\\d{1,6})\\s*,\\s*(\\d{1,9})\\s*]");

  LocalMaster {
    if (executors < 1 || slots < 1) {
      throw new IllegalArgumentException(
          "a local master needs at least one executor with one thread: "
              + executors
              + " with "
              + slots);
    }
    if (blockBytes.isPresent() && blockBytes.getAsLong() < 1) {
      throw new IllegalArgumentException(
          "an executor's blocks need memory: " + blockBytes.getAsLong() + " bytes");
    }
  }

  /**
   * Reads a master.
   *
   * @param processors how many threads {@code local[*]} means
   * @return empty if it is not a local one
   */
  static Optional<LocalMaster> parse(String master, int processors) {
    Matcher local = LOCAL.matcher(master);
    if (local.matches()) {
      String threads = Optional.ofNullable(local.group(1)).orElse("1");
      int slots = threads.equals("*") ? processors : Integer.parseInt(threads);
      return Optional.of(new LocalMaster(1, slots, OptionalLong.empty()));
    }
    Matcher cluster = CLUSTER.matcher(master);
    if (cluster.matches()) {
      return Optional.of(
          new LocalMaster(
              Integer.parseInt(cluster.group(1)),
              Integer.parseInt(cluster.group(2)),
              OptionalLong.of(Long.parseLong(cluster.group(3)) << 20)));
    }
    return Optional.empty();
  }
}
