package dev.millrace.receiver;

import dev.millrace.receiver.network.NetworkPort;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;

/**
 * What a running {@link Receiver} is attached to: the methods of the same names there say what each
 * does. <em>Thread-safe.</em>
 */
public interface ReceiverSupport<T> {

  int streamId();

  boolean isStarted();

  boolean isStopped();

  void store(T record);

  void store(Iterator<T> records);

  void store(ByteBuffer bytes);

  void reportError(String message, Optional<Throwable> error);

  void restart(String message, Optional<Throwable> error, Optional<Duration> delay);

  void stop(String message, Optional<Throwable> error);

  BlockGenerator<T> createBlockGenerator(BlockGeneratorListener<T> listener);

  /**
   * The bulk path into the receiver's own generator, for lines that are bytes already.
   *
   * @throws IllegalStateException if the receiver's codec is not the line codec
   */
  LineIntake lines();

  /** The network, for receivers that are decoders. */
  NetworkPort network();

  /** What the receiver counts. */
  ReceiverListener listener();

  /** The settings that the program runs with. */
  ReceiverSettings settings();
}
