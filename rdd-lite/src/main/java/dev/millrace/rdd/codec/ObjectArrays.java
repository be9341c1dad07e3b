package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.lang.reflect.Array;
import java.util.List;

/** Arrays of objects, each element with its class. <em>Owned by its Kryo.</em> */
final class ObjectArrays extends Serializer<Object[]> {

  private final Class<?> elementType;

  ObjectArrays(Class<?> elementType) {
    this.elementType = elementType;
  }

  @Override
  public void write(Kryo kryo, Output output, Object[] array) {
    output.writeVarInt(array.length, true);
    for (Object element : array) {
      kryo.writeClassAndObject(output, element);
    }
  }

  @Override
  public Object[] read(Kryo kryo, Input input, Class<? extends Object[]> ignored) {
    List<Object> elements = Elements.readAll(kryo, input);
    return elements.toArray((Object[]) Array.newInstance(elementType, elements.size()));
  }
}
