package dev.millrace.rdd.contract;

import dev.millrace.rdd.Engine;
import dev.millrace.rdd.MillraceConf;

/** The contract on this engine. */
final class LocalClusterTest extends EngineContract implements ExecutorLossContract {

  @Override
  Engine open(MillraceConf settings) {
    return LocalEngines.threaded("local-cluster[2,1,64]", settings);
  }
}
