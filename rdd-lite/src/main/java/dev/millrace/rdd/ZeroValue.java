package dev.millrace.rdd;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * The neutral value that an aggregation begins with, as often as it is needed: functions may change
 * the value they are given, so every partition gets a copy of its own. <em>Immutable.</em>
 */
@SuppressWarnings("serial") // what shared refers to is an immutable value of the JDK
final class ZeroValue<U> implements Serializable {

  private static final long serialVersionUID = 1L;

  private final U shared;
  private final byte[] serialized;

  private ZeroValue(U shared, byte[] serialized) {
    this.shared = shared;
    this.serialized = serialized;
  }

  static <U> ZeroValue<U> of(U zero) {
    return zero == null || isImmutable(zero)
        ? new ZeroValue<>(zero, new byte[0])
        : new ZeroValue<>(null, serialize(zero));
  }

  private static boolean isImmutable(Object value) {
    return value instanceof String
        || value instanceof Boolean
        || value instanceof Character
        || value instanceof Enum<?>
        || (value instanceof Number && value.getClass().getName().startsWith("java.lang."));
  }

  private static byte[] serialize(Object zero) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(zero);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the value to begin with must be serialisable: " + zero.getClass().getName(), e);
    }
    return bytes.toByteArray();
  }

  U copy() {
    if (serialized.length == 0) {
      return shared;
    }
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(serialized))) {
      // The bytes were written from a value of this type.
      @SuppressWarnings("unchecked")
      U value = (U) in.readObject();
      return value;
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(
          "the value to begin with can be written but not read: " + e, e);
    }
  }
}
