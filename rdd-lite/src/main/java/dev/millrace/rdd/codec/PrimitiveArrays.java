package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.Serializer;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import java.util.function.BiConsumer;
import java.util.function.ToIntFunction;

/**
 * An array type whose elements take a known number of bytes: the length, then the elements. {@link
 * BlockInput} checks the length before it allocates. <em>Immutable.</em>
 */
final class PrimitiveArrays<A> extends Serializer<A> {

  /** Reads the given number of elements. */
  @FunctionalInterface
  interface Reader<A> {
    A read(Input input, int length);
  }

  private final ToIntFunction<A> length;
  private final BiConsumer<Output, A> writer;
  private final Reader<A> reader;

  PrimitiveArrays(ToIntFunction<A> length, BiConsumer<Output, A> writer, Reader<A> reader) {
    this.length = length;
    this.writer = writer;
    this.reader = reader;
  }

  @Override
  public void write(Kryo kryo, Output output, A array) {
    output.writeVarInt(length.applyAsInt(array), true);
    writer.accept(output, array);
  }

  @Override
  public A read(Kryo kryo, Input input, Class<? extends A> ignored) {
    return reader.read(input, input.readVarInt(true));
  }
}
