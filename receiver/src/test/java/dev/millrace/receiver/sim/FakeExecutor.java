package dev.millrace.receiver.sim;

import dev.millrace.rdd.BlockKey;
import dev.millrace.rdd.BlockStore;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.ExecutorContext;
import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.rdd.ExecutorServices;
import dev.millrace.rdd.StorageLevel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** An executor whose store does what a test says. */
public final class FakeExecutor implements ExecutorContext, BlockStore, ExecutorServices {

  private final String id;
  private final List<FakeExecutor> others = new ArrayList<>();
  private final Map<Class<?>, Object> services = new LinkedHashMap<>();
  private final List<Runnable> roomListeners = new ArrayList<>();
  public final Map<BlockKey, BlockValue> stored = new LinkedHashMap<>();
  public int capacity = Integer.MAX_VALUE;
  public int puts;
  private boolean lost;

  /** Called before each put; may throw. */
  public BiConsumer<BlockKey, BlockValue> beforePut = (key, value) -> {};

  public FakeExecutor(String id) {
    this.id = id;
  }

  /** Executors that know each other. */
  public static List<FakeExecutor> cluster(int count) {
    List<FakeExecutor> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(new FakeExecutor(Integer.toString(i)));
    }
    for (FakeExecutor executor : all) {
      all.stream().filter(other -> other != executor).forEach(executor.others::add);
    }
    return all;
  }

  public <S> void provide(Class<S> type, S service) {
    services.put(type, service);
  }

  public void lose() {
    lost = true;
    stored.clear();
  }

  @Override
  public ExecutorInfo executor() {
    return new ExecutorInfo(id, "localhost");
  }

  @Override
  public BlockStore blocks() {
    return this;
  }

  @Override
  public List<Peer> peers() {
    return others.stream()
        .filter(other -> !other.lost)
        .map(other -> new Peer(other.executor(), other))
        .toList();
  }

  @Override
  public ExecutorServices services() {
    return this;
  }

  @Override
  public <S> S get(Class<S> type) {
    Object service = services.get(type);
    if (service == null) {
      throw new IllegalStateException("no service " + type);
    }
    return type.cast(service);
  }

  @Override
  public boolean put(BlockKey key, BlockValue value, StorageLevel level, Retention retention) {
    requireAlive();
    puts++;
    beforePut.accept(key, value);
    if (stored.containsKey(key)) {
      return true;
    }
    if (stored.size() >= capacity) {
      return false;
    }
    stored.put(key, value);
    return true;
  }

  @Override
  public Optional<BlockValue> get(BlockKey key) {
    requireAlive();
    return Optional.ofNullable(stored.get(key));
  }

  @Override
  public void remove(BlockKey key) {
    requireAlive();
    stored.remove(key);
    List.copyOf(roomListeners).forEach(Runnable::run);
  }

  @Override
  public Runnable onRoom(Runnable listener) {
    roomListeners.add(listener);
    return () -> roomListeners.remove(listener);
  }

  public int roomListeners() {
    return roomListeners.size();
  }

  private void requireAlive() {
    if (lost) {
      throw new IllegalStateException("executor " + id + " is lost");
    }
  }
}
