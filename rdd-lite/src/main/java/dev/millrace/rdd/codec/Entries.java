package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Maps: for sorted ones the comparator, then the number of entries and each key and value with its
 * class. <em>Owned by its Kryo.</em>
 */
abstract class Entries<M extends Map<?, ?>> extends Serializer<M> {

  /**
   * Maps that are their entries, which {@code build} gets as a map of its own in the order of
   * writing.
   */
  static <M extends Map<?, ?>> Entries<M> of(Function<Map<Object, Object>, M> build) {
    return new Entries<>() {
      @Override
      public M read(Kryo kryo, Input input, Class<? extends M> ignored) {
        Map<Object, Object> entries = new LinkedHashMap<>();
        readInto(entries, kryo, input);
        return build.apply(entries);
      }
    };
  }

  /** Maps that have a comparator besides, null for the natural order. */
  static <M extends Map<Object, Object>> Entries<M> sorted(
      Function<M, Comparator<? super Object>> comparator,
      Function<Comparator<? super Object>, M> create) {
    return new Entries<>() {
      @Override
      public void write(Kryo kryo, Output output, M map) {
        kryo.writeClassAndObject(output, comparator.apply(map));
        super.write(kryo, output, map);
      }

      @Override
      @SuppressWarnings(
          "unchecked") // anything else fails with a ClassCastException, which is what it should do
      public M read(Kryo kryo, Input input, Class<? extends M> ignored) {
        Object order = kryo.readClassAndObject(input);
        M map = create.apply((Comparator<? super Object>) order);
        readInto(map, kryo, input);
        return map;
      }
    };
  }

  /** A program's subclass of a JDK map, made by its constructor without arguments. */
  @SuppressWarnings("unchecked") // the caller has checked that the class is a map
  static Entries<Map<Object, Object>> ofProgram(Kryo kryo, Class<?> type) {
    return of(
        entries -> {
          Map<Object, Object> map = (Map<Object, Object>) kryo.newInstance(type);
          map.putAll(entries);
          return map;
        });
  }

  private static void readInto(Map<Object, Object> map, Kryo kryo, Input input) {
    int count = ((BlockInput) input).readCount();
    for (int i = 0; i < count; i++) {
      map.put(kryo.readClassAndObject(input), kryo.readClassAndObject(input));
    }
  }

  @Override
  public void write(Kryo kryo, Output output, M map) {
    int size = map.size();
    output.writeVarInt(size, true);
    int written = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      kryo.writeClassAndObject(output, entry.getKey());
      kryo.writeClassAndObject(output, entry.getValue());
      written++;
    }
    if (written != size) {
      throw new ConcurrentModificationException(
          map.getClass().getName() + " had " + size + " entries, then " + written);
    }
  }
}
