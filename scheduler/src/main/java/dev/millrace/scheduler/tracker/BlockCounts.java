package dev.millrace.scheduler.tracker;

/**
 * How much the ledger of blocks holds. <em>Immutable.</em>
 *
 * @param waitingBlocks blocks that wait for a batch
 * @param waitingRecords their records
 * @param batches batches that were allocated and not cleaned
 * @param batchedBlocks blocks of these batches
 * @param batchedRecords their records
 */
public record BlockCounts(
    long waitingBlocks,
    long waitingRecords,
    long batches,
    long batchedBlocks,
    long batchedRecords) {}
