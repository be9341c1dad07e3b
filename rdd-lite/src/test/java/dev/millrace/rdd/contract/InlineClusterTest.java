package dev.millrace.rdd.contract;

import dev.millrace.rdd.Engine;
import dev.millrace.rdd.MillraceConf;

/** The contract on this engine. */
final class InlineClusterTest extends EngineContract implements ExecutorLossContract {

  @Override
  Engine open(MillraceConf settings) {
    return LocalEngines.inline(2, settings);
  }
}
