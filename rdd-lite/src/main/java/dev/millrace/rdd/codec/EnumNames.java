package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.serializers.ImmutableSerializer;
import java.util.HashMap;
import java.util.Map;

/**
 * Enum constants by name, which outlives a reordering of the constants. <em>Owned by its Kryo.</em>
 */
final class EnumNames extends ImmutableSerializer<Object> {

  private final Class<?> type;
  private final Map<String, Object> constants = new HashMap<>();

  EnumNames(Class<?> type) {
    this.type = type;
    for (Object constant : type.getEnumConstants()) {
      constants.put(((Enum<?>) constant).name(), constant);
    }
  }

  @Override
  public void write(Kryo kryo, Output output, Object constant) {
    output.writeString(((Enum<?>) constant).name());
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<?> ignored) {
    String name = input.readString();
    Object constant = constants.get(name);
    if (constant == null) {
      throw new KryoException("enum " + type.getName() + " has no constant " + name);
    }
    return constant;
  }
}
