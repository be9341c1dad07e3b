package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.serializers.ImmutableSerializer;
import dev.millrace.rdd.function.Tuple2;

/** Pairs, the most frequent record of all: both values with their classes. <em>Immutable.</em> */
final class Tuples extends ImmutableSerializer<Tuple2<?, ?>> {

  @Override
  public void write(Kryo kryo, Output output, Tuple2<?, ?> pair) {
    kryo.writeClassAndObject(output, pair._1());
    kryo.writeClassAndObject(output, pair._2());
  }

  @Override
  public Tuple2<?, ?> read(Kryo kryo, Input input, Class<? extends Tuple2<?, ?>> ignored) {
    Object first = kryo.readClassAndObject(input);
    return new Tuple2<>(first, kryo.readClassAndObject(input));
  }
}
