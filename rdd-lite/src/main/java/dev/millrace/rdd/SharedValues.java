package dev.millrace.rdd;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The accumulators and broadcast values of a context, as its engine sees them: the context provides
 * it to the engine as a service. <em>Thread-safe.</em> What the program cannot reach any more is
 * forgotten.
 */
public final class SharedValues {

  private final AtomicLong idNext = new AtomicLong();
  private final Map<Long, WeakReference<AccumulatorV2<?, ?>>> accumulators =
      new ConcurrentHashMap<>();
  private final Map<Long, WeakReference<Broadcast<?>>> broadcasts = new ConcurrentHashMap<>();

  /**
   * The task that runs on a thread, set by the engine around it. Not static, for a thread may run
   * tasks of several contexts; removed after each attempt, so that nothing is left in the thread.
   */
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<TaskValues> current = new ThreadLocal<>();

  private volatile boolean needsCopies;

  /** The values of a context that has none yet. */
  public SharedValues() {}

  void register(AccumulatorV2<?, ?> accumulator, Optional<String> name) {
    long id = idNext.getAndIncrement();
    accumulator.register(new AccumulatorV2.Registration(this, id, name));
    accumulators.values().removeIf(each -> each.refersTo(null));
    accumulators.put(id, new WeakReference<>(accumulator));
    if (!accumulator.findsItsCopy()) {
      needsCopies = true;
    }
  }

  <T> Broadcast<T> broadcast(T value) {
    Broadcast<T> broadcast = Broadcast.of(idNext.getAndIncrement(), value);
    broadcasts.values().removeIf(each -> each.refersTo(null));
    broadcasts.put(broadcast.id(), new WeakReference<>(broadcast));
    return broadcast;
  }

  /**
   * Whether there are accumulators that only work when every task has copies of its functions: then
   * an engine runs tasks from their serialised form.
   */
  public boolean needsCopies() {
    return needsCopies;
  }

  /** The values of an attempt at a task that begins. */
  public TaskValues beginTask() {
    return new TaskValues(this);
  }

  Optional<TaskValues> currentTask() {
    return Optional.ofNullable(current.get());
  }

  void bind(TaskValues task) {
    current.set(task);
  }

  void unbind() {
    current.remove();
  }

  AccumulatorV2<?, ?> accumulator(long id) {
    return find(accumulators, id, "accumulator");
  }

  Broadcast<?> broadcast(long id) {
    return find(broadcasts, id, "broadcast value");
  }

  private static <S> S find(Map<Long, WeakReference<S>> all, long id, String what) {
    WeakReference<S> found = all.get(id);
    S value = found == null ? null : found.get();
    if (value == null) {
      throw new IllegalStateException(
          "the " + what + " with the number " + id + " belongs to another RddContext");
    }
    return value;
  }
}
