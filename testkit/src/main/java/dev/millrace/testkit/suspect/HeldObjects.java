package dev.millrace.testkit.suspect;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The objects that an object holds, directly or through others. */
final class HeldObjects {
  private static final int OBJECTS_MAX = 10_000;

  private HeldObjects() {}

  /**
   * An object and all that it holds, the nearest first.
   *
   * @param entered whether an object's own fields are looked at
   */
  static List<Object> of(Object root, Predicate<Object> entered) {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Object> held = new ArrayList<>();
    ArrayDeque<Object> waiting = new ArrayDeque<>(List.of(root));
    while (!waiting.isEmpty() && held.size() < OBJECTS_MAX) {
      Object next = waiting.remove();
      if (!seen.add(next)) {
        continue;
      }
      held.add(next);
      if (next == root || entered.test(next)) {
        addFields(next, waiting);
      }
    }
    return held;
  }

  private static void addFields(Object owner, ArrayDeque<Object> into) {
    if (owner instanceof Object[] array) {
      for (int i = 0; i < array.length; i++) {
        Optional.ofNullable(Array.get(array, i)).ifPresent(into::add);
      }
      return;
    }
    for (Class<?> type = owner.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          read(field, owner).ifPresent(into::add);
        }
      }
    }
  }

  private static Optional<Object> read(Field field, Object owner) {
    if (!isReadable(field)) {
      return Optional.empty();
    }
    try {
      return Optional.ofNullable(field.get(owner));
    } catch (IllegalAccessException e) {
      throw new LinkageError("a field that was made readable is not: " + field, e);
    }
  }

  /** The JDK's own fields are not open to others. */
  private static boolean isReadable(AccessibleObject field) {
    return field.trySetAccessible();
  }
}
