package dev.millrace.rdd;

/**
 * One partition of a collection. <em>Immutable.</em>
 *
 * @param index its place, from 0
 */
public record Partition(int index) {}
