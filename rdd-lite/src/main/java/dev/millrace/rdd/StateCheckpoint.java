package dev.millrace.rdd;

/**
 * A checkpoint of a version of keyed state. <em>Immutable.</em>
 *
 * @param version the same version with a lineage that ends at this checkpoint and those before; for
 *     the next version to follow. Where the engine holds the version, nothing is read
 * @param changes what is written, when a job over it or over a later version runs
 * @param whole whether everything is written, so that no earlier checkpoint is read any more
 */
public record StateCheckpoint<T>(Rdd<T> version, Rdd<?> changes, boolean whole) {}
