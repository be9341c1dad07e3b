package dev.millrace.streaming;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.scheduler.listener.StreamingListener;
import java.lang.reflect.Constructor;
import java.util.List;

/** Makes the listeners that a configuration names. */
final class ExtraListeners {

  private ExtraListeners() {}

  static List<StreamingListener> of(MillraceConf conf) {
    return conf.get(StreamingKeys.EXTRA_LISTENERS).stream().map(name -> make(name, conf)).toList();
  }

  private static StreamingListener make(String className, MillraceConf conf) {
    try {
      Class<? extends StreamingListener> type =
          Class.forName(className, true, loader()).asSubclass(StreamingListener.class);
      for (Constructor<?> constructor : type.getDeclaredConstructors()) {
        if (constructor.getParameterCount() == 1
            && constructor.getParameterTypes()[0] == MillraceConf.class) {
          return type.cast(constructor.newInstance(conf.copy()));
        }
      }
      return type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new IllegalArgumentException(
          StreamingKeys.EXTRA_LISTENERS.name()
              + " names "
              + className
              + ", which cannot be made: it must be a StreamingListener with an accessible"
              + " constructor that takes a MillraceConf or nothing",
          e);
    }
  }

  private static ClassLoader loader() {
    ClassLoader ofProgram = Thread.currentThread().getContextClassLoader();
    return ofProgram == null ? ExtraListeners.class.getClassLoader() : ofProgram;
  }
}
