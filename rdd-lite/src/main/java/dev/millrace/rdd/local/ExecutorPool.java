package dev.millrace.rdd.local;

import dev.millrace.rdd.BlockKey;
import dev.millrace.rdd.BlockValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All executors of an engine, in the order of their ids. <em>Thread-safe.</em> */
final class ExecutorPool {

  private final List<LocalExecutor> all;

  ExecutorPool(List<ExecutorPorts> ports) {
    List<LocalExecutor> executors = new ArrayList<>();
    for (int number = 0; number < ports.size(); number++) {
      executors.add(new LocalExecutor(Integer.toString(number), ports.get(number)));
    }
    if (executors.isEmpty()) {
      throw new IllegalArgumentException("an engine needs at least one executor: 0");
    }
    all = List.copyOf(executors);
  }

  List<LocalExecutor> all() {
    return all;
  }

  List<LocalExecutor> alive() {
    return all.stream().filter(LocalExecutor::isAlive).toList();
  }

  Optional<LocalExecutor> find(String executorId) {
    for (LocalExecutor executor : all) {
      if (executor.id().equals(executorId)) {
        return Optional.of(executor);
      }
    }
    return Optional.empty();
  }

  int slots() {
    return all.stream().mapToInt(LocalExecutor::slots).sum();
  }

  // ---- Blocks, wherever they are

  /**
   * The block, from the store of the executor that asks or else the first other one that has it.
   */
  Optional<BlockValue> findBlock(LocalExecutor asking, BlockKey key) {
    Optional<BlockValue> own = asking.blocks().find(key);
    if (own.isPresent()) {
      return own;
    }
    for (LocalExecutor executor : all) {
      if (executor != asking) {
        Optional<BlockValue> found = executor.blocks().find(key);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  boolean hasBlock(BlockKey key) {
    for (LocalExecutor executor : all) {
      if (executor.blocks().has(key)) {
        return true;
      }
    }
    return false;
  }

  List<String> locations(BlockKey key) {
    List<String> ids = new ArrayList<>();
    for (LocalExecutor executor : all) {
      if (executor.blocks().has(key)) {
        ids.add(executor.id());
      }
    }
    return List.copyOf(ids);
  }

  void removeBlock(BlockKey key) {
    all.forEach(executor -> executor.blocks().discard(key));
  }
}
