package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.EnumSet;

/** Sets of enum constants: the enum's class, then the constants' names. <em>Immutable.</em> */
@SuppressWarnings({"rawtypes", "unchecked"}) // an EnumSet of an enum that is not known here
final class EnumSets extends Serializer<EnumSet> {

  @Override
  public void write(Kryo kryo, Output output, EnumSet set) {
    // An empty set does not tell its type, but its complement does.
    EnumSet sample = set.isEmpty() ? EnumSet.complementOf(set) : set;
    if (sample.isEmpty()) {
      throw new KryoException("a set over an enum without constants cannot be written");
    }
    Class<?> type = ((Enum<?>) sample.iterator().next()).getDeclaringClass();
    Registration constants = kryo.writeClass(output, type);
    output.writeVarInt(set.size(), true);
    for (Object constant : set) {
      constants.getSerializer().write(kryo, output, constant);
    }
  }

  @Override
  public EnumSet read(Kryo kryo, Input input, Class<? extends EnumSet> ignored) {
    Registration constants = kryo.readClass(input);
    if (constants == null || !constants.getType().isEnum()) {
      throw new KryoException("the class of an enum set is no enum: " + constants);
    }
    Class type = constants.getType();
    EnumSet set = EnumSet.noneOf(type);
    int count = ((BlockInput) input).readCount();
    for (int i = 0; i < count; i++) {
      set.add(constants.getSerializer().read(kryo, input, type));
    }
    return set;
  }
}
