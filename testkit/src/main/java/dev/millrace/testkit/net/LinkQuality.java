package dev.millrace.testkit.net;

import java.time.Duration;

/**
 * How a network treats the messages from one endpoint to another. <em>Immutable.</em>
 *
 * @param lostPerMille of 1,000 messages, how many are lost
 * @param repeatedPerMille of 1,000 messages, how many arrive twice
 * @param latencyMin what every message takes at least
 * @param latencyMax what a message takes at most; a message is as likely to take long as short
 * @param reordered whether a message may overtake the ones before it; if not, it waits for them
 */
public record LinkQuality(
    int lostPerMille,
    int repeatedPerMille,
    Duration latencyMin,
    Duration latencyMax,
    boolean reordered) {

  /** Loses nothing, keeps the order, and takes 50 to 200 microseconds. */
  public static final LinkQuality GOOD =
      new LinkQuality(0, 0, Duration.ofNanos(50_000), Duration.ofNanos(200_000), false);

  /** Loses and repeats one message in ten, reorders, and takes up to two seconds. */
  public static final LinkQuality BAD =
      new LinkQuality(100, 100, Duration.ofNanos(50_000), Duration.ofSeconds(2), true);

  /** Checks the ranges. */
  public LinkQuality {
    requirePerMille(lostPerMille, "lostPerMille");
    requirePerMille(repeatedPerMille, "repeatedPerMille");
    if (latencyMin.isNegative() || latencyMax.compareTo(latencyMin) < 0) {
      throw new IllegalArgumentException(
          "latency must be between 0 and its maximum: " + latencyMin + " to " + latencyMax);
    }
  }

  private static void requirePerMille(int value, String what) {
    if (value < 0 || value > 1_000) {
      throw new IllegalArgumentException(what + " must be 0 to 1000: " + value);
    }
  }
}
