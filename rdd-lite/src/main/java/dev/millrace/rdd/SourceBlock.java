package dev.millrace.rdd;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
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
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(fallback, "fallback");
    locations = List.copyOf(locations);
  }

  // Optional is not serialisable, so the block travels as a form that may hold null.
  private Object writeReplace() {
    return new Form(key, recordCount, locations, fallback.orElse(null));
  }

  private record Form(
      BlockKey key, long recordCount, List<String> locations, BlockFallback fallback)
      implements Serializable {

    private Object readResolve() {
      return new SourceBlock(key, recordCount, locations, Optional.ofNullable(fallback));
    }
  }
}
