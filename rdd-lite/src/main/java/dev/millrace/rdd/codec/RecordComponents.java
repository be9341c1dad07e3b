package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.serializers.ImmutableSerializer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/**
 * Java records by their components, in the order of declaration. Reading calls the canonical
 * constructor, so that a record's own checks hold for what is read. <em>Owned by its Kryo.</em>
 */
final class RecordComponents extends ImmutableSerializer<Object> {

  private static final MethodType ACCESSOR = MethodType.methodType(Object.class, Object.class);
  private static final MethodType CONSTRUCTOR = MethodType.methodType(Object.class, Object[].class);

  private final RecordComponent[] components;
  private final MethodHandle[] accessors;
  private final MethodHandle constructor;

  RecordComponents(Class<?> type) throws ReflectiveOperationException {
    components = type.getRecordComponents();
    accessors = new MethodHandle[components.length];
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    for (int i = 0; i < components.length; i++) {
      components[i].getAccessor().setAccessible(true);
      accessors[i] = lookup.unreflect(components[i].getAccessor()).asType(ACCESSOR);
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    Constructor<?> canonical = type.getDeclaredConstructor(types);
    canonical.setAccessible(true);
    constructor =
        lookup
            .unreflectConstructor(canonical)
            .asSpreader(Object[].class, components.length)
            .asType(CONSTRUCTOR);
  }

  @Override
  public void write(Kryo kryo, Output output, Object record) {
    for (int i = 0; i < components.length; i++) {
      try {
        Object value = (Object) accessors[i].invokeExact(record);
        Class<?> type = components[i].getType();
        if (type.isPrimitive()) {
          kryo.writeObject(output, value);
        } else if (kryo.isFinal(type)) {
          kryo.writeObjectOrNull(output, value, type);
        } else {
          kryo.writeClassAndObject(output, value);
        }
      } catch (Throwable e) {
        throw withTrace(e, i);
      }
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<?> ignored) {
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      try {
        Class<?> type = components[i].getType();
        if (type.isPrimitive()) {
          values[i] = kryo.readObject(input, type);
        } else if (kryo.isFinal(type)) {
          values[i] = kryo.readObjectOrNull(input, type);
        } else {
          values[i] = kryo.readClassAndObject(input);
        }
      } catch (KryoException e) {
        throw withTrace(e, i);
      }
    }
    try {
      return (Object) constructor.invokeExact(values);
    } catch (Throwable e) {
      throw wrap(e);
    }
  }

  private KryoException withTrace(Throwable failure, int index) {
    KryoException traced = wrap(failure);
    traced.addTrace(
        components[index].getName()
            + " ("
            + components[index].getDeclaringRecord().getName()
            + ")");
    return traced;
  }

  /**
   * Accessor and constructor are the program's own and may throw anything; errors of the JVM go on
   * unchanged.
   */
  private static KryoException wrap(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return failure instanceof KryoException known ? known : new KryoException(failure);
  }
}
