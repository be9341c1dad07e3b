package dev.millrace.rdd.local;

/**
 * Names what one parent of a node gives to a shuffle. <em>Immutable.</em>
 *
 * @param nodeId the node whose records are brought together by key
 * @param parentIndex which of its parents the records come from, from 0
 */
record ShuffleKey(int nodeId, int parentIndex) {}
