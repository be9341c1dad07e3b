package dev.millrace.receiver.message;

import dev.millrace.receiver.BlockId;
import java.io.Serializable;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Which blocks the driver had heard of at a moment. <em>Immutable.</em>
 *
 * @param newestIncarnation the newest launch of any receiver; those up to it that are not open are
 *     over, and the driver takes no block of theirs any more
 * @param open for each open incarnation the sequences of its blocks: runs, by their first number to
 *     the number after their last
 */
public record HeardBlocks(long newestIncarnation, Map<Long, NavigableMap<Long, Long>> open)
    implements Serializable {

  public HeardBlocks {
    Map<Long, NavigableMap<Long, Long>> copy = new TreeMap<>();
    open.forEach(
        (incarnation, runs) ->
            copy.put(incarnation, Collections.unmodifiableNavigableMap(new TreeMap<>(runs))));
    open = Collections.unmodifiableMap(copy);
  }

  /** Whether the driver knew the block, or will never know it: nothing it says later can change. */
  public boolean settles(BlockId id) {
    NavigableMap<Long, Long> runs = open.get(id.incarnation());
    if (runs == null) {
      return id.incarnation() <= newestIncarnation;
    }
    Map.Entry<Long, Long> run = runs.floorEntry(id.sequence());
    return run != null && id.sequence() < run.getValue();
  }
}
