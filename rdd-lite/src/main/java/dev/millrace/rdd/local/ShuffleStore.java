package dev.millrace.rdd.local;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The map outputs that one executor holds, in memory. <em>Thread-safe.</em> */
final class ShuffleStore {

  private final Map<ShuffleKey, Map<Integer, MapOutput>> outputs = new ConcurrentHashMap<>();

  void put(ShuffleKey key, int mapPartition, MapOutput output) {
    outputs.computeIfAbsent(key, k -> new ConcurrentHashMap<>()).put(mapPartition, output);
  }

  Optional<MapOutput> get(ShuffleKey key, int mapPartition) {
    return Optional.ofNullable(outputs.getOrDefault(key, Map.of()).get(mapPartition));
  }

  void remove(ShuffleKey key) {
    outputs.remove(key);
  }

  void clear() {
    outputs.clear();
  }

  /** How many shuffles have outputs here. */
  int shuffleCount() {
    return outputs.size();
  }
}
