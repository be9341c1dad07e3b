package dev.millrace.rdd.local;

/**
 * A task needs a shuffle output that was lost with its executor; the stage that made it runs again.
 */
final class ShuffleOutputMissingException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ShuffleOutputMissingException(ShuffleEdge edge, int mapPartition) {
    super(
        "the output of partition " + mapPartition + " for " + edge.node() + " is on no executor",
        null,
        false,
        false);
  }
}
