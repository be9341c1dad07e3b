package dev.millrace.rdd.local;

import dev.millrace.rdd.Job.PartitionAction;
import dev.millrace.rdd.Lineage;
import java.io.Serializable;

/** What the tasks of a stage do, each with its partition. <em>Immutable and serialisable.</em> */
sealed interface TaskBody extends Serializable {

  /** The node whose partitions are computed. */
  Lineage<?> node();

  /** The last stage of a job: hands each partition to the job's action. */
  record Act(Lineage<?> node, PartitionAction<?, ?> action, String description)
      implements TaskBody {
    @Override
    public String toString() {
      return description;
    }
  }

  /** Any earlier stage: leaves each partition's pairs for a shuffle. */
  record Write(ShuffleEdge edge) implements TaskBody {
    @Override
    public Lineage<?> node() {
      return edge.parent();
    }

    @Override
    public String toString() {
      return edge.node().toString();
    }
  }
}
