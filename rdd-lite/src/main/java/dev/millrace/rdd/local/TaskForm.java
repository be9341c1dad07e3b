package dev.millrace.rdd.local;

import dev.millrace.rdd.Lineages;
import dev.millrace.rdd.TaskValues;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/** Sends a task's body through its serialised form, as if it travelled to another process. */
final class TaskForm {

  private TaskForm() {}

  /**
   * A copy of the body that shares nothing with it.
   *
   * @param values what stands for accumulators and broadcast values in the copy
   * @throws IllegalArgumentException naming what is not serialisable
   */
  static TaskBody copy(TaskBody body, TaskValues values)
      throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(body);
    } catch (NotSerializableException e) {
      Lineages.checkSerializable(body.node());
      Lineages.checkSerializable(body.toString(), body);
      throw e;
    }
    try (ObjectInputStream in = new Resolving(bytes.toByteArray(), values)) {
      return (TaskBody) in.readObject();
    }
  }

  /** Reads objects, putting the task's own values in the place of references. */
  private static final class Resolving extends ObjectInputStream {

    private final TaskValues values;

    Resolving(byte[] bytes, TaskValues values) throws IOException {
      super(new ByteArrayInputStream(bytes));
      this.values = values;
      enableResolveObject(true);
    }

    @Override
    protected Object resolveObject(Object read) {
      return values.resolve(read);
    }
  }
}
