package dev.millrace.scheduler.batch;

import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.OutputJob;

/** One output of one batch, as it is given to a job thread. <em>Immutable.</em> */
record Job(AllocatedBatch batch, OutputJob output) {}
