package dev.millrace.testkit.program;

import dev.millrace.testkit.world.Life;
import dev.millrace.time.Time;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A sink outside the process, keyed by output and batch: a batch that runs again replaces its own
 * content, which must be the same. What is put enters the run's history, so a program whose results
 * differ from run to run is found out. <em>Owned by the world's thread.</em>
 */
public final class ProgramSink {
  private final Map<String, NavigableMap<Time, List<String>>> contents = new TreeMap<>();
  private long repeatedCount;

  /**
   * Puts a batch's records, in an order that does not vary.
   *
   * @param life the life that writes
   * @param output the output's name
   * @param records of which the text counts
   * @throws dev.millrace.testkit.world.NodeDeath if that life is over
   * @throws AssertionError if the batch came with other records before
   */
  public void put(Life life, String output, Time batch, Collection<?> records) {
    life.checkAlive();
    List<String> texts = records.stream().map(String::valueOf).toList();
    life.world().note(life.name(), "writes " + output + " of batch " + batch, texts.toString());
    List<String> before =
        contents.computeIfAbsent(output, absent -> new TreeMap<>()).putIfAbsent(batch, texts);
    if (before != null) {
      repeatedCount++;
      if (!before.equals(texts)) {
        throw new AssertionError(
            output + " of batch " + batch + " was " + before + " and is now " + texts);
      }
    }
  }

  /** What an output has, batch by batch; empty if nothing was put. */
  public NavigableMap<Time, List<String>> of(String output) {
    return Collections.unmodifiableNavigableMap(
        contents.getOrDefault(output, Collections.emptyNavigableMap()));
  }

  /** How often a batch came again. */
  public long repeatedCount() {
    return repeatedCount;
  }
}
