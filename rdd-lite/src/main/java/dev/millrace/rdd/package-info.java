/**
 * Lineage-backed batch jobs: resilient distributed datasets, the engine port that runs them and
 * their configuration. Knows nothing of streams.
 */
package dev.millrace.rdd;
