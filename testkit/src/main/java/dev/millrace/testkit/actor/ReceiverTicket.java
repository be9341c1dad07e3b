package dev.millrace.testkit.actor;

import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.Receiver;
import dev.millrace.testkit.world.Life;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Stands for a receiver of the world where production copies receivers by serialising them: the
 * copy of the ticket is the receiver itself, which holds on to its source. One ticket gives one
 * copy.
 */
final class ReceiverTicket<T> extends Receiver<T> {
  private static final long serialVersionUID = 1L;

  /** What tickets of this thread stand for. Each world has one thread, each thread one world. */
  private static final ThreadLocal<Map<Long, Receiver<?>>> RECEIVERS =
      ThreadLocal.withInitial(HashMap::new);

  private final Written written;

  /** What is written in a ticket's place. */
  private record Written(long number) implements Serializable {
    private Object readResolve() throws InvalidObjectException {
      Receiver<?> receiver = RECEIVERS.get().remove(number);
      if (receiver == null) {
        throw new InvalidObjectException("no receiver waits for ticket " + number);
      }
      return receiver;
    }
  }

  /** A ticket for {@code receiver}, valid for as long as {@code life} goes on. */
  ReceiverTicket(Life life, Receiver<T> receiver) {
    super(StorageLevel.MEMORY_AND_DISK_SER());
    Map<Long, Receiver<?>> waiting = RECEIVERS.get();
    long number = waiting.size();
    while (waiting.putIfAbsent(number, receiver) != null) {
      number++;
    }
    long taken = number;
    life.onEnd(() -> waiting.remove(taken, receiver));
    this.written = new Written(taken);
  }

  private Object writeReplace() {
    return written;
  }

  @Override
  public RecordCodec<T> codec(List<String> readablePrefixes) {
    throw new UnsupportedOperationException("a ticket is not run");
  }

  @Override
  public void onStart() {
    throw new UnsupportedOperationException("a ticket is not run");
  }

  @Override
  public void onStop() {
    throw new UnsupportedOperationException("a ticket is not run");
  }
}
