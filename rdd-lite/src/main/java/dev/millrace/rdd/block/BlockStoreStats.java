package dev.millrace.rdd.block;

/**
 * What a block store holds and has done. <em>Immutable.</em>
 *
 * @param memoryBytes bytes of the blocks in memory
 * @param memoryBytesMax their bound
 * @param diskBytes bytes of the blocks on disk
 * @param blocks blocks in memory or on disk
 * @param evicted blocks that were dropped to make room, to be computed again when they are needed
 * @param spilled blocks that were written to disk
 * @param refused puts that found no room
 * @param corrupt blocks that were dropped because their files were damaged
 */
public record BlockStoreStats(
    long memoryBytes,
    long memoryBytesMax,
    long diskBytes,
    int blocks,
    long evicted,
    long spilled,
    long refused,
    long corrupt) {}
