package dev.millrace.rdd;

import java.io.Serializable;
import java.util.List;
import java.util.Optional;

/**
 * A received block as lineage refers to it. <em>Immutable.</em>
 *
 * @param key its name in the block stores
 * @param recordCount records in it
 * @param locations executors that were given a copy, preferred for the task that reads it
 * @param fallback where its bytes can be read when no executor has it any more
 */
public record SourceBlock(
    BlockKey key, long recordCount, List<String> locations, Optional<BlockFallback> fallback)
    implements Serializable {

  public SourceBlock {
    locations = List.copyOf(locations);
  }
}
