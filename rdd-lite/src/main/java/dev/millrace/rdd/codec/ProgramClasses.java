package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.serializers.FieldSerializer;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** Decides how a class of the program is written, or why it is not. <em>Owned by its Kryo.</em> */
final class ProgramClasses {

  private static final List<Class<?>> RUNNING_OR_OPEN =
      List.of(Thread.class, AutoCloseable.class, ClassLoader.class, Executor.class);

  private final BlockKryo kryo;

  ProgramClasses(BlockKryo kryo) {
    this.kryo = kryo;
  }

  /**
   * How objects of exactly this class are written.
   *
   * @throws KryoException if they are not; the message names the class, the reason and the remedy
   */
  ProgramClass describe(Class<?> given) {
    Class<?> type = isConstantWithBody(given) ? given.getSuperclass() : given;
    try {
      if (type.isArray()) {
        return describeArray(type);
      }
      refuseUnfit(type);
      if (type.isEnum()) {
        return new ProgramClass(type, new EnumNames(type), "enum");
      }
      if (type.isRecord()) {
        return new ProgramClass(type, new RecordComponents(type), shapeOfRecord(type));
      }
      return describeObject(type);
    } catch (ReflectiveOperationException | RuntimeException e) {
      if (e instanceof KryoException refusal) {
        throw refusal;
      }
      throw new KryoException(
          type.getName()
              + " cannot be taken apart by reflection ("
              + e.getMessage()
              + "); hold its values in a record of your own instead",
          e);
    }
  }

  private ProgramClass describeArray(Class<?> type) {
    Class<?> element = type.getComponentType();
    if (!element.isInterface() && !Modifier.isAbstract(element.getModifiers())) {
      kryo.getRegistration(element); // refuses arrays of what is itself refused
    }
    return new ProgramClass(type, new ObjectArrays(element), "array");
  }

  private ProgramClass describeObject(Class<?> type) throws NoSuchMethodException {
    boolean isCollection = Collection.class.isAssignableFrom(type);
    boolean isMap = Map.class.isAssignableFrom(type);
    Class<?> jdkAncestor = jdkAncestor(type);
    if ((isCollection || isMap) && jdkAncestor != Object.class) {
      refuseOwnFields(type, jdkAncestor);
      type.getDeclaredConstructor().setAccessible(true);
      return isCollection
          ? new ProgramClass(type, Elements.ofProgram(kryo, type), "collection")
          : new ProgramClass(type, Entries.ofProgram(kryo, type), "map");
    }
    FieldSerializer<?> serializer = new FieldSerializer<>(kryo, type);
    return new ProgramClass(type, serializer, shapeOfFields(serializer));
  }

  private static void refuseUnfit(Class<?> type) {
    if (type.isHidden() || type.isSynthetic() || Proxy.isProxyClass(type)) {
      throw refusal(type, "is a lambda or a generated class; records hold data, not functions");
    }
    if (isJdkClass(type)) {
      throw refusal(
          type,
          "is a class of the JDK that has no fixed form in blocks; convert it to a plain value or"
              + " collection before it is stored");
    }
    for (Class<?> kind : RUNNING_OR_OPEN) {
      if (kind.isAssignableFrom(type)) {
        throw refusal(
            type,
            "is a "
                + kind.getSimpleName()
                + ", something that runs or is open; store what it yields instead");
      }
    }
    if (Throwable.class.isAssignableFrom(type)) {
      throw refusal(type, "is a Throwable; store its message or stack trace as text instead");
    }
    for (Field field : type.getDeclaredFields()) {
      if (field.isSynthetic() && !Modifier.isStatic(field.getModifiers())) {
        throw refusal(
            type,
            "is an inner class that holds what surrounds it; make it a static class or a record");
      }
    }
  }

  /**
   * A collection is written as its elements, so that anything else a subclass holds would be lost
   * silently.
   */
  private static void refuseOwnFields(Class<?> type, Class<?> jdkAncestor) {
    for (Class<?> c = type; c != jdkAncestor; c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())
            && !Modifier.isTransient(field.getModifiers())) {
          throw refusal(
              type,
              "extends "
                  + jdkAncestor.getName()
                  + " and has the field "
                  + field.getName()
                  + " besides, which would be lost; hold the collection in a record instead");
        }
      }
    }
  }

  private static boolean isConstantWithBody(Class<?> type) {
    Class<?> parent = type.getSuperclass();
    return parent != null && parent.isEnum();
  }

  private static Class<?> jdkAncestor(Class<?> type) {
    Class<?> ancestor = type;
    while (!isJdkClass(ancestor)) {
      ancestor = ancestor.getSuperclass();
    }
    return ancestor;
  }

  private static boolean isJdkClass(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  private static String shapeOfRecord(Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(ProgramClasses::describeComponent)
        .collect(Collectors.joining(", ", "record(", ")"));
  }

  private static String describeComponent(RecordComponent component) {
    return component.getType().getName() + " " + component.getName();
  }

  private static String shapeOfFields(FieldSerializer<?> serializer) {
    return Arrays.stream(serializer.getFields())
        .map(ProgramClasses::describeField)
        .collect(Collectors.joining(", ", "class(", ")"));
  }

  /** A type variable that a subclass binds to a final class is written as that class. */
  private static String describeField(FieldSerializer.CachedField field) {
    Class<?> fixed = field.getValueClass();
    Class<?> type = fixed == null ? field.getField().getType() : fixed;
    return type.getName() + " " + field.getName();
  }

  private static KryoException refusal(Class<?> type, String reason) {
    return new KryoException(type.getName() + " " + reason);
  }
}
