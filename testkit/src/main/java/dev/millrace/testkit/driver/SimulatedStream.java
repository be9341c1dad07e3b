package dev.millrace.testkit.driver;

import dev.millrace.receiver.Receiver;
import dev.millrace.testkit.world.Life;

/**
 * A receiver stream of a simulated process.
 *
 * @param <T> the records
 */
public interface SimulatedStream<T> {
  /**
   * Makes the receiver of one launch. It must not block its callers for long: what it does runs as
   * events of {@code life}.
   */
  Receiver<T> receiver(Life life, long incarnation);
}
