package dev.millrace.rdd.local;

import dev.millrace.rdd.Lineages;
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
   * @throws IllegalArgumentException naming what is not serialisable
   */
  static TaskBody copy(TaskBody body) throws IOException, ClassNotFoundException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(body);
    } catch (NotSerializableException e) {
      Lineages.checkSerializable(body.node());
      Lineages.checkSerializable(body.toString(), body);
      throw e;
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (TaskBody) in.readObject();
    }
  }
}
