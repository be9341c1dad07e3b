package dev.millrace.rdd.contract;

import dev.millrace.rdd.Engine;
import dev.millrace.rdd.MillraceConf;

/** The contract on this engine. */
final class InlineTest extends EngineContract {

  @Override
  Engine open(MillraceConf settings) {
    return LocalEngines.inline(1, settings);
  }
}
