package dev.millrace.rdd.contract;

import dev.millrace.rdd.Engine;
import dev.millrace.rdd.MillraceConf;

/** The contract on this engine. */
final class SerializedTasksTest extends EngineContract {

  @Override
  Engine open(MillraceConf settings) {
    return LocalEngines.threaded(
        "local[2]", settings.copy().set("millrace.task.serialize", "true"));
  }
}
