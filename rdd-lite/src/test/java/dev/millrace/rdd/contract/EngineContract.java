package dev.millrace.rdd.contract;

import dev.millrace.rdd.Engine;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.RddContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/**
 * What every engine must do, whatever it runs on. An engine is held to it by a test class that says
 * how to open one; those with several executors also take {@link ExecutorLossContract}.
 */
abstract class EngineContract
    implements TransformationContract,
        PairContract,
        ActionContract,
        PersistenceContract,
        FailureContract,
        StateContract,
        CheckpointContract,
        HadoopContract,
        SharedValueContract,
        ModelContract,
        SugarContract,
        BlockContract,
        RangeContract {

  private final List<RddContext> contexts = new ArrayList<>();
  private Optional<RddContext> first = Optional.empty();

  /** Opens an engine with the given settings and those that make it this kind of engine. */
  abstract Engine open(MillraceConf settings);

  @Override
  public final RddContext context() {
    if (first.isEmpty()) {
      first = Optional.of(contextWith(new MillraceConf()));
    }
    return first.get();
  }

  @Override
  public final RddContext contextWith(MillraceConf settings) {
    RddContext context = new RddContext(settings, open(settings));
    contexts.add(context);
    return context;
  }

  @AfterEach
  final void stopContexts() {
    contexts.forEach(RddContext::stop);
  }
}
