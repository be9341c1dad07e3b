package dev.millrace.rdd;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what keeps an object from being serialised and how it is reached, for an error message.
 * Sees what reflection may see: fields of the JDK's own classes, but for collections, stay closed.
 * <em>Owned by one call.</em>
 */
final class SerializationPath {

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private SerializationPath() {}

  /** The first object found that is not serialisable: the fields that lead to it and its class. */
  static Optional<String> find(Object root) {
    return new SerializationPath().search(root, root.getClass().getName());
  }

  private Optional<String> search(Object object, String path) {
    if (object == null || !seen.add(object)) {
      return Optional.empty();
    }
    if (!(object instanceof Serializable)) {
      return Optional.of(
          path + " is a " + object.getClass().getName() + ", which is not serialisable");
    }
    Optional<Object> replacement = replacement(object);
    if (replacement.isPresent()) {
      return replacement.get() instanceof SerializedLambda lambda
          ? searchCaptured(lambda)
          : search(replacement.get(), path);
    }
    if (object.getClass().isArray()) {
      return searchArray(object, path);
    }
    if (object instanceof Collection<?> collection) {
      return searchAll(collection, path);
    }
    if (object instanceof Map<?, ?> map) {
      return searchAll(map.keySet(), path).or(() -> searchAll(map.values(), path));
    }
    return searchFields(object, path);
  }

  /** What Java serialisation writes instead of the object: for a lambda, what it captured. */
  private static Optional<Object> replacement(Object object) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      try {
        Method writeReplace = type.getDeclaredMethod("writeReplace");
        writeReplace.setAccessible(true);
        return Optional.ofNullable(writeReplace.invoke(object));
      } catch (InvocationTargetException | IllegalAccessException | RuntimeException e) {
        return Optional.empty(); // closed to reflection: the path ends here
      } catch (NoSuchMethodException e) {
        // Perhaps its superclass has one.
      }
    }
    return Optional.empty();
  }

  private Optional<String> searchCaptured(SerializedLambda lambda) {
    String place = "the lambda in " + lambda.getCapturingClass().replace('/', '.');
    for (int captured = 0; captured < lambda.getCapturedArgCount(); captured++) {
      Optional<String> found =
          search(lambda.getCapturedArg(captured), "captured value " + captured + " of " + place);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<String> searchArray(Object array, String path) {
    if (array.getClass().getComponentType().isPrimitive()) {
      return Optional.empty();
    }
    for (int element = 0; element < Array.getLength(array); element++) {
      Optional<String> found = search(Array.get(array, element), path + "[" + element + "]");
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<String> searchAll(Collection<?> elements, String path) {
    for (Object element : elements) {
      Optional<String> found = search(element, "an element of " + path);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<String> searchFields(Object object, String path) {
    for (Class<?> type = object.getClass();
        type != null && Serializable.class.isAssignableFrom(type);
        type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        int modifiers = field.getModifiers();
        if (!Modifier.isStatic(modifiers)
            && !Modifier.isTransient(modifiers)
            && !field.getType().isPrimitive()) {
          Optional<String> found = searchField(object, field, path + "." + field.getName());
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> searchField(Object object, Field field, String path) {
    Object value;
    try {
      field.setAccessible(true);
      value = field.get(object);
    } catch (IllegalAccessException | RuntimeException e) {
      return Optional.empty(); // closed to reflection: the path ends here
    }
    return search(value, path);
  }
}
