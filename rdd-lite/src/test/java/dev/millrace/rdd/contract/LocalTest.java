package dev.millrace.rdd.contract;

import dev.millrace.rdd.Engine;
import dev.millrace.rdd.MillraceConf;

/** The contract on this engine. */
final class LocalTest extends EngineContract {

  @Override
  Engine open(MillraceConf settings) {
    return LocalEngines.threaded("local[2]", settings);
  }
}
