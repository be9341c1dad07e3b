package dev.millrace.testkit.program;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.receiver.ReceiverKeys;
import dev.millrace.streaming.StreamingKeys;
import java.time.Duration;
import java.util.List;

/**
 * How a program is run and what is done to it. <em>Immutable.</em>
 *
 * @param conf the program's configuration; its directory for logs is the simulated disk, and the
 *     receiver log is on unless it says otherwise
 * @param batchDuration from tick to tick
 * @param executors executors of the process, each of which can be lost
 * @param hosts of the servers that the program reads from: the ways to them can be cut
 * @param faultsEnd when the last fault is over
 */
public record ProgramSettings(
    MillraceConf conf,
    Duration batchDuration,
    int executors,
    List<String> hosts,
    Duration faultsEnd) {

  private static final int EXECUTORS = 3;
  private static final Duration FAULTS_END = Duration.ofSeconds(12);

  /** Checks the numbers. */
  public ProgramSettings {
    hosts = List.copyOf(hosts);
    if (executors < 1) {
      throw new IllegalArgumentException("executors must be at least 1: " + executors);
    }
    if (faultsEnd.compareTo(batchDuration) < 0) {
      throw new IllegalArgumentException(
          "faultsEnd must leave time for one batch of " + batchDuration + ": " + faultsEnd);
    }
    conf = conf.copy().set(StreamingKeys.CHECKPOINT_DIRECTORY.name(), "simulated");
    if (!conf.contains(ReceiverKeys.LOG_ENABLED.name())) {
      conf.set(ReceiverKeys.LOG_ENABLED.name(), "true");
    }
  }

  /** Three executors, twelve seconds of faults. */
  public static ProgramSettings of(MillraceConf conf, Duration batchDuration, String... hosts) {
    return new ProgramSettings(conf, batchDuration, EXECUTORS, List.of(hosts), FAULTS_END);
  }

  /** The program's configuration; a copy. */
  @Override
  public MillraceConf conf() {
    return conf.copy();
  }
}
