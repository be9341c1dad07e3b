package dev.millrace.receiver.supervisor;

import dev.millrace.receiver.Receiver;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;

/**
 * Makes copies of a receiver, one for each launch, so that what an earlier launch left behind is
 * never taken for the one that runs. The bytes never leave the process. <em>Immutable.</em>
 */
public final class ReceiverCopier<T> {

  private final byte[] bytes;
  private final ClassLoader classLoader;
  private final String className;

  /**
   * Takes the receiver as it is now.
   *
   * @throws IllegalArgumentException if it cannot be serialised; the message names the class that
   *     cannot
   */
  public ReceiverCopier(Receiver<T> receiver) {
    this.classLoader = receiver.getClass().getClassLoader();
    this.className = receiver.getClass().getName();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
      objects.writeObject(receiver);
    } catch (NotSerializableException e) {
      throw new IllegalArgumentException(
          "receiver "
              + className
              + " cannot be copied for its launch, it refers to an object of the class "
              + e.getMessage()
              + ", which is not serialisable: make that field transient and fill it in onStart, or"
              + " the class serialisable",
          e);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "receiver " + className + " cannot be copied for its launch: " + e, e);
    }
    this.bytes = out.toByteArray();
  }

  /**
   * A new copy, attached to nothing.
   *
   * @throws IllegalStateException if the class does not read what it wrote
   */
  @SuppressWarnings("unchecked") // the constructor wrote a Receiver<T>
  public Receiver<T> copy() {
    try (ObjectInputStream objects = new ClassLoaderStream(new ByteArrayInputStream(bytes))) {
      return (Receiver<T>) objects.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new IllegalStateException(
          "receiver " + className + " cannot be copied for its launch: " + e, e);
    }
  }

  /** Finds classes where the receiver's own class was found. */
  private final class ClassLoaderStream extends ObjectInputStream {

    ClassLoaderStream(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return Class.forName(description.getName(), false, classLoader);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(description); // primitive types, for one
      }
    }
  }
}
