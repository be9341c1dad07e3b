package dev.millrace.rdd.local;

import dev.millrace.rdd.BlockKey;

/**
 * Names a kept partition. <em>Immutable.</em>
 *
 * @param rdd the node's number
 * @param partition the partition's index, from 0
 */
record RddBlock(int rdd, int partition) implements BlockKey {
  @Override
  public String toString() {
    return "rdd_" + rdd + "_" + partition;
  }
}
