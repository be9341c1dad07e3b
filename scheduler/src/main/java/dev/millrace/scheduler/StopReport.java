package dev.millrace.scheduler;

/**
 * What was left when the driver stopped. <em>Immutable.</em>
 *
 * @param receiversRunning receivers whose jobs had not ended
 * @param unallocatedRecords records that were acknowledged and are in no batch yet
 * @param unfinishedBatches batches that were allocated and are neither completed nor failed
 * @param failedBatches batches that failed and were neither retried nor dismissed
 */
public record StopReport(
    int receiversRunning, long unallocatedRecords, int unfinishedBatches, int failedBatches) {

  /** Whether everything that was acknowledged has been through its batch. */
  public boolean drained() {
    return receiversRunning == 0 && unallocatedRecords == 0 && unfinishedBatches == 0;
  }
}
