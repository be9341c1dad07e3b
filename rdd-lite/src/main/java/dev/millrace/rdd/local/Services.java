package dev.millrace.rdd.local;

import dev.millrace.rdd.ExecutorServices;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What the owner of the engine provides to tasks and receivers. <em>Thread-safe.</em> */
final class Services implements ExecutorServices {

  private final Map<Class<?>, Object> byType = new ConcurrentHashMap<>();

  <S> void provide(Class<S> type, S service) {
    Object present = byType.putIfAbsent(type, type.cast(service));
    if (present != null) {
      throw new IllegalStateException(
          "a service of type "
              + type.getName()
              + " was provided to the engine already; whoever did so has to withdraw it first");
    }
  }

  void withdraw(Class<?> type) {
    byType.remove(type);
  }

  <S> Optional<S> find(Class<S> type) {
    return Optional.ofNullable(byType.get(type)).map(type::cast);
  }

  @Override
  public <S> S get(Class<S> type) {
    Object service = byType.get(type);
    if (service == null) {
      throw new IllegalStateException(
          "no service of type " + type.getName() + " was provided to the engine");
    }
    return type.cast(service);
  }
}
