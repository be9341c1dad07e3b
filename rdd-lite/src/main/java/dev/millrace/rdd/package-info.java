/**
 * Lineage-backed batch jobs: resilient distributed datasets, the nodes they are described by, the
 * engine port that runs them and their configuration. Knows nothing of streams.
 *
 * <p>Owned by no thread: descriptions are immutable, contexts thread-safe. Imports {@code
 * dev.millrace.rdd.function} and {@code dev.millrace.time} only; engines, codecs and file output
 * are found as services.
 */
package dev.millrace.rdd;
