package dev.millrace.rdd.local;

import dev.millrace.rdd.function.Tuple2;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;
import java.util.UUID;

/**
 * Knows values that nobody can change: plain ones of the JDK, and records made of nothing else.
 * Thread-safe.
 */
final class Immutability {

  private static final Set<Class<?>> PLAIN =
      Set.of(
          String.class,
          Boolean.class,
          Character.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          BigDecimal.class,
          UUID.class);

  private final ClassValue<Boolean> byClass =
      new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
          return isPlain(type) || (type.isRecord() && hasPlainComponents(type));
        }
      };

  /** Whether the value is known to be immutable; false when in doubt. */
  boolean isImmutable(Object value) {
    if (value == null || byClass.get(value.getClass())) {
      return true;
    }
    return value instanceof Tuple2<?, ?> pair && isImmutable(pair._1()) && isImmutable(pair._2());
  }

  private static boolean isPlain(Class<?> type) {
    // BigInteger and BigDecimal can be extended, so the very class counts, not what it can be
    // assigned to.
    return type.isPrimitive()
        || PLAIN.contains(type)
        || (Enum.class.isAssignableFrom(type) && type != Enum.class)
        || (type.getPackageName().equals("java.time") && !type.isInterface());
  }

  private static boolean hasPlainComponents(Class<?> record) {
    for (RecordComponent component : record.getRecordComponents()) {
      if (!isPlain(component.getType())) {
        return false;
      }
    }
    return true;
  }
}
