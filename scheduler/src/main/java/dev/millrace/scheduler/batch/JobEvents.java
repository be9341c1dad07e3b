package dev.millrace.scheduler.batch;

import java.util.Optional;

/** What a job thread tells the driver thread of a job. */
interface JobEvents {

  void onJobStarted(Job job, long timeMillis);

  void onJobCompleted(Job job, long timeMillis, Optional<Throwable> failure);
}
