package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.function.Function;

/**
 * Collections: for sorted ones the comparator, then the number of elements and each with its class.
 * <em>Owned by its Kryo.</em>
 */
abstract class Elements<C extends Collection<?>> extends Serializer<C> {

  /** Lists grow as elements arrive: a claimed length alone allocates no more than this. */
  private static final int INITIAL_CAPACITY_MAX = 256;

  /** Collections that are their elements. */
  static <C extends Collection<?>> Elements<C> of(Function<List<Object>, C> build) {
    return new Elements<>() {
      @Override
      public C read(Kryo kryo, Input input, Class<? extends C> ignored) {
        return build.apply(readAll(kryo, input));
      }
    };
  }

  /** Collections that have a comparator besides, null for the natural order. */
  static <C extends Collection<Object>> Elements<C> sorted(
      Function<C, Comparator<? super Object>> comparator,
      Function<Comparator<? super Object>, C> create) {
    return new Elements<>() {
      @Override
      public void write(Kryo kryo, Output output, C collection) {
        kryo.writeClassAndObject(output, comparator.apply(collection));
        super.write(kryo, output, collection);
      }

      @Override
      @SuppressWarnings(
          "unchecked") // anything else fails with a ClassCastException, which is what it should do
      public C read(Kryo kryo, Input input, Class<? extends C> ignored) {
        Object order = kryo.readClassAndObject(input);
        C collection = create.apply((Comparator<? super Object>) order);
        collection.addAll(readAll(kryo, input));
        return collection;
      }
    };
  }

  /** A program's subclass of a JDK collection, made by its constructor without arguments. */
  @SuppressWarnings("unchecked") // the caller has checked that the class is a collection
  static Elements<Collection<Object>> ofProgram(Kryo kryo, Class<?> type) {
    return of(
        elements -> {
          Collection<Object> collection = (Collection<Object>) kryo.newInstance(type);
          collection.addAll(elements);
          return collection;
        });
  }

  static List<Object> readAll(Kryo kryo, Input input) {
    int count = ((BlockInput) input).readCount();
    List<Object> elements = new ArrayList<>(Math.min(count, INITIAL_CAPACITY_MAX));
    for (int i = 0; i < count; i++) {
      elements.add(kryo.readClassAndObject(input));
    }
    return elements;
  }

  @Override
  public void write(Kryo kryo, Output output, C collection) {
    int size = collection.size();
    output.writeVarInt(size, true);
    int written = 0;
    for (Object element : collection) {
      kryo.writeClassAndObject(output, element);
      written++;
    }
    if (written != size) {
      throw new ConcurrentModificationException(
          collection.getClass().getName() + " had " + size + " elements, then " + written);
    }
  }
}
