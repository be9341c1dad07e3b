package dev.millrace.rdd;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Optional;

/**
 * A value that functions use without carrying it: it goes to an executor once, not with every task.
 * Nobody may change it. <em>Thread-safe.</em>
 *
 * <p>Executors in this process use the program's own object. Tasks that run from their serialised
 * form use one copy of it, made by Java serialisation when the first of them asks.
 *
 * @param <T> the type of the value
 */
public final class Broadcast<T> implements Serializable {

  private static final long serialVersionUID = 1L;

  private final transient Held<T> held;
  private final transient boolean copied;

  private Broadcast(Held<T> held, boolean copied) {
    this.held = held;
    this.copied = copied;
  }

  static <T> Broadcast<T> of(long id, T value) {
    return new Broadcast<>(new Held<>(id, value), false);
  }

  /** What travels to a task, which finds the value by it. */
  record Reference(long id) implements Serializable {}

  /** Its number in its context. */
  public long id() {
    return held.id;
  }

  /**
   * The value.
   *
   * @throws IllegalStateException if it was destroyed
   * @throws IllegalArgumentException in a task that runs from its serialised form, if the value
   *     cannot be serialised
   */
  public T value() {
    return copied ? held.copy() : held.value();
  }

  /** Has executors forget their copies; a task that needs the value gets it again. */
  public void unpersist() {
    held.forgetCopy();
  }

  /**
   * {@link #unpersist()}.
   *
   * @param blocking whether to return only when the copies are gone; they always are
   */
  public void unpersist(boolean blocking) {
    unpersist();
  }

  /** Forgets the value everywhere; whoever asks for it later gets an exception. Idempotent. */
  public void destroy() {
    held.destroy();
  }

  /** The one that tasks use that run from their serialised form. */
  Broadcast<T> onExecutor() {
    return new Broadcast<>(held, true);
  }

  @Override
  public String toString() {
    return "Broadcast(" + held.id + ")";
  }

  private Object writeReplace() {
    return new Reference(held.id);
  }

  private void readObject(ObjectInputStream in) throws java.io.InvalidObjectException {
    throw new java.io.InvalidObjectException("only a reference to it travels");
  }

  /** The value and its copy: HELD → DESTROYED. */
  private static final class Held<T> {

    private final long id;

    /** A list of the value alone, which may be null; empty once destroyed. Guarded by this. */
    private Optional<Only<T>> value;

    private Optional<Only<T>> copy = Optional.empty();

    Held(long id, T value) {
      this.id = id;
      this.value = Optional.of(new Only<>(value));
    }

    private record Only<T>(T value) {}

    synchronized T value() {
      return value
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "Broadcast(" + id + ") was destroyed; nothing may use it any more"))
          .value();
    }

    synchronized T copy() {
      T original = value();
      if (copy.isEmpty()) {
        copy = Optional.of(new Only<>(copied(original)));
      }
      return copy.get().value();
    }

    synchronized void forgetCopy() {
      copy = Optional.empty();
    }

    synchronized void destroy() {
      value = Optional.empty();
      copy = Optional.empty();
    }

    private T copied(T original) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(original);
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "the value of Broadcast("
                + id
                + ") cannot travel to an executor: "
                + SerializationPath.find(original).orElseGet(e::toString)
                + "; make it serialisable",
            e);
      }
      try (ObjectInputStream in =
          new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
        // The bytes were written from a value of this type.
        @SuppressWarnings("unchecked")
        T read = (T) in.readObject();
        return read;
      } catch (IOException | ClassNotFoundException e) {
        throw new IllegalStateException(
            "the value of Broadcast(" + id + ") can be written but not read: " + e, e);
      }
    }
  }
}
