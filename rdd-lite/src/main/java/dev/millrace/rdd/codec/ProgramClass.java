package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.Serializer;

/**
 * A class of the program, which blocks name in their table. <em>Owned by its Kryo.</em>
 *
 * <p>Its shape – kind, fields and their types – stands beside the name, so that bytes of one shape
 * are never read as another after the program has been changed.
 */
final class ProgramClass extends Registration {

  /** Program classes have no number of their own. */
  private static final int NO_ID = -1;

  private final String shape;

  ProgramClass(Class<?> type, Serializer<?> serializer, String shape) {
    super(type, serializer, NO_ID);
    this.shape = shape;
  }

  String name() {
    return getType().getName();
  }

  String shape() {
    return shape;
  }

  void appendTo(BlockBuffer table) {
    table.writeString(name());
    table.writeString(shape);
  }
}
