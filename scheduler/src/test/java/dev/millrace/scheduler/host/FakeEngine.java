package dev.millrace.scheduler.host;

import dev.millrace.rdd.BlockKey;
import dev.millrace.rdd.Engine;
import dev.millrace.rdd.EngineListener;
import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.rdd.Job;
import dev.millrace.rdd.Lineage;
import dev.millrace.rdd.ReceiverTask;
import dev.millrace.rdd.RunningJob;
import dev.millrace.rdd.StorageLevel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * An engine with one executor that starts receivers' tasks and remembers which blocks were removed.
 */
final class FakeEngine implements Engine {

  final Set<BlockKey> removed = ConcurrentHashMap.newKeySet();

  @Override
  public int defaultParallelism() {
    return 1;
  }

  @Override
  public <T, R> RunningJob<R> submit(Job<T, R> job) {
    throw new UnsupportedOperationException("no lineage in these tests");
  }

  @Override
  public void persist(Lineage<?> node, StorageLevel level) {
    throw new UnsupportedOperationException("no lineage in these tests");
  }

  @Override
  public void unpersist(Lineage<?> node) {
    throw new UnsupportedOperationException("no lineage in these tests");
  }

  @Override
  public StorageLevel storageLevel(Lineage<?> node) {
    throw new UnsupportedOperationException("no lineage in these tests");
  }

  @Override
  public List<ExecutorInfo> executors() {
    return List.of(new ExecutorInfo("0", "localhost"));
  }

  @Override
  public void launchReceiver(
      String name, String executorId, ReceiverTask task, Consumer<Optional<Throwable>> onEnd) {
    task.start(null, onEnd);
  }

  @Override
  public List<String> locations(BlockKey key) {
    return removed.contains(key) ? List.of() : List.of("0");
  }

  @Override
  public void removeBlock(BlockKey key) {
    removed.add(key);
  }

  @Override
  public <S> void provide(Class<S> type, S service) {
    throw new UnsupportedOperationException("no services in these tests");
  }

  @Override
  public void addListener(EngineListener listener) {
    throw new UnsupportedOperationException("nobody listens in these tests");
  }

  @Override
  public void close() {}
}
