package dev.millrace.streaming.graph;

import dev.millrace.rdd.Job;
import dev.millrace.rdd.Rdd;
import java.io.UncheckedIOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes and deletes the checkpoints of batches. */
final class RddCheckpoints {

  private static final Logger LOG = LoggerFactory.getLogger(RddCheckpoints.class);

  private RddCheckpoints() {}

  /**
   * Writes an RDD that was marked, unless it has been written: whatever the output does with its
   * batch, lineage must not grow for ever.
   */
  static <T> void write(Rdd<T> rdd) {
    // A job over no partition does nothing itself, but what is marked is written before it.
    rdd.context()
        .run(
            new Job<>(
                rdd.lineage(), List.of(), (partition, records) -> true, "checkpoint of " + rdd));
  }

  /** Deletes an RDD's checkpoint, if it was written. A file that stays is waste, no fault. */
  static void delete(Rdd<?> rdd) {
    rdd.getCheckpointFile()
        .ifPresent(
            file -> {
              try {
                rdd.context().deleteCheckpoint(file);
              } catch (UncheckedIOException e) {
                LOG.warn("a checkpoint that nothing reads any more is left: {}", file, e);
              }
            });
  }
}
