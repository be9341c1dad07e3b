package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.serializers.ImmutableSerializer;
import dev.millrace.time.Time;

/** Batch times. <em>Immutable.</em> */
final class Times extends ImmutableSerializer<Time> {

  @Override
  public void write(Kryo kryo, Output output, Time time) {
    output.writeVarLong(time.milliseconds(), true);
  }

  @Override
  public Time read(Kryo kryo, Input input, Class<? extends Time> ignored) {
    return new Time(input.readVarLong(true));
  }
}
