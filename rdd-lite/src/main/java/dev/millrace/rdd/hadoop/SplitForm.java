package dev.millrace.rdd.hadoop;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.Writable;
import org.apache.hadoop.util.ReflectionUtils;

/** A split of Hadoop's in a form that travels. <em>Immutable.</em> */
final class SplitForm implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The split's class if it is written Hadoop's way, this class if Java's. */
  private final Class<?> type;

  private final byte[] bytes;

  private SplitForm(Class<?> type, byte[] bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  static SplitForm of(Object split) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (split instanceof Writable writable) {
      writable.write(new DataOutputStream(bytes));
      return new SplitForm(split.getClass(), bytes.toByteArray());
    }
    if (!(split instanceof Serializable)) {
      throw new IllegalArgumentException(
          "the split " + split.getClass().getName() + " is neither Writable nor Serializable");
    }
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(split);
    }
    return new SplitForm(SplitForm.class, bytes.toByteArray());
  }

  <S> S read(Class<S> kind, Configuration conf) throws IOException {
    if (type != SplitForm.class) {
      Writable split = (Writable) ReflectionUtils.newInstance(type, conf);
      split.readFields(new DataInputStream(new ByteArrayInputStream(bytes)));
      return kind.cast(split);
    }
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return kind.cast(in.readObject());
    } catch (ClassNotFoundException e) {
      throw new IOException("the class of a split is gone: " + e.getMessage(), e);
    }
  }
}
