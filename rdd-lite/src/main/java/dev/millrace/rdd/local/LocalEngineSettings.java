package dev.millrace.rdd.local;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.RddKeys;

/**
 * How a local engine treats tasks. <em>Immutable.</em>
 *
 * @param taskFailuresMax how often a task may fail before its job fails, at least 1
 * @param tasksSerialized whether every task runs from its serialised form
 */
public record LocalEngineSettings(int taskFailuresMax, boolean tasksSerialized) {

  public LocalEngineSettings {
    if (taskFailuresMax < 1) {
      throw new IllegalArgumentException(
          "a task must be allowed at least one failure: " + taskFailuresMax);
    }
  }

  /** The settings that a configuration asks for. */
  public static LocalEngineSettings of(MillraceConf conf) {
    return new LocalEngineSettings(
        conf.get(RddKeys.TASK_MAX_FAILURES), conf.get(RddKeys.TASK_SERIALIZE));
  }
}
