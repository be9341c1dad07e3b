package dev.millrace.testkit.log;

import dev.millrace.testkit.run.SeedProbe;

/** A log's owner on a Hadoop file system. */
final class HadoopLogProbe extends SeedProbe {
  HadoopLogProbe() {
    super(SimulatedLog.onHadoop());
  }
}
