package dev.millrace.testkit.process;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Holds a sink against what its source knows: each output has every acknowledged attempt exactly
 * once and any other at most once, nothing that was never given, and what a batch's file held once
 * it holds for ever. <em>Owned by one thread.</em>
 */
public final class SinkAudit {
  private final Map<String, List<String>> seen = new TreeMap<>();
  private final Set<String> changes = new LinkedHashSet<>();

  /**
   * What an audit came to.
   *
   * @param lost acknowledged attempts that an output lacks
   * @param duplicated times that an output has an attempt more than once
   * @param findings each thing that is wrong, in words; empty if all is well
   */
  public record Outcome(long lost, long duplicated, List<String> findings) {
    /** Keeps a copy of the findings. */
    public Outcome {
      findings = List.copyOf(findings);
    }

    /** Whether nothing is wrong. */
    public boolean isClean() {
      return findings.isEmpty();
    }
  }

  /**
   * Looks at the sink between two lives of the program; what changed is found by {@link #check}.
   */
  public void observe(Map<String, List<String>> files) {
    seen.forEach(
        (name, records) -> {
          if (!records.equals(files.get(name))) {
            changes.add(
                "batch file " + name + " held " + records + " and now holds " + files.get(name));
          }
        });
    seen.clear();
    seen.putAll(files);
  }

  /** Compares what was last observed with what the source knows. */
  public Outcome check(Set<Attempt> given, Set<Attempt> acknowledged, int outputCount) {
    List<String> findings = new ArrayList<>(changes);
    long lost = 0;
    long duplicated = 0;
    List<Map<String, Integer>> outputs = counts(seen, outputCount);
    for (int output = 0; output < outputCount; output++) {
      Map<String, Integer> counts = outputs.get(output);
      for (Attempt attempt : acknowledged) {
        if (!counts.containsKey(attempt.toString())) {
          lost++;
          findings.add("output " + output + " lacks " + attempt + ", which was acknowledged");
        }
      }
      for (Map.Entry<String, Integer> entry : counts.entrySet()) {
        if (entry.getValue() > 1) {
          duplicated += entry.getValue() - 1;
          findings.add(
              "output " + output + " has " + entry.getKey() + " " + entry.getValue() + " times");
        }
        if (!given.contains(Attempt.parse(entry.getKey()))) {
          findings.add("output " + output + " has " + entry.getKey() + ", which was never given");
        }
      }
    }
    return new Outcome(lost, duplicated, findings);
  }

  /** How often each output has each attempt. */
  private static List<Map<String, Integer>> counts(
      Map<String, List<String>> files, int outputCount) {
    List<Map<String, Integer>> outputs = new ArrayList<>();
    for (int output = 0; output < outputCount; output++) {
      outputs.add(new TreeMap<>());
    }
    files.forEach(
        (name, records) -> {
          int output = Integer.parseInt(name.substring(name.indexOf('-') + 1));
          records.forEach(record -> outputs.get(output).merge(record, 1, Integer::sum));
        });
    return outputs;
  }
}
