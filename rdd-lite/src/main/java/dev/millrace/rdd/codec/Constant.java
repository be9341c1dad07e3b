package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.serializers.ImmutableSerializer;

/** The only object of its class: the class tag says it all. <em>Immutable.</em> */
final class Constant extends ImmutableSerializer<Object> {

  private final Object value;

  Constant(Object value) {
    this.value = value;
  }

  @Override
  public void write(Kryo kryo, Output output, Object ignored) {
    // Nothing besides the tag.
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<?> ignored) {
    return value;
  }
}
