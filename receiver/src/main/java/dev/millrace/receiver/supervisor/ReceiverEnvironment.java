package dev.millrace.receiver.supervisor;

import dev.millrace.receiver.ReceiverListener;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.receiver.network.NetworkPort;
import dev.millrace.receiver.port.ReceiverThreads;
import dev.millrace.receiver.port.Timers;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What receivers take from the world around them. <em>Immutable.</em>
 *
 * @param settings how receivers work
 * @param threads makes the threads of each launch
 * @param timers runs what is due later; tasks are short
 * @param nanos the monotonic clock
 * @param random makes the chance of each launch, from its stream and incarnation
 * @param network connects receivers that are decoders
 * @param listener counts; must not throw
 * @param crashPoints told each step that has just been done, see {@link
 *     dev.millrace.receiver.ReceiverCrashPoints}; on any thread of a launch, also with the
 *     receiver's monitor held; does nothing in production
 */
public record ReceiverEnvironment(
    ReceiverSettings settings,
    ReceiverThreads threads,
    Timers timers,
    LongSupplier nanos,
    Randoms random,
    NetworkPort network,
    ReceiverListener listener,
    Consumer<String> crashPoints) {

  /** Makes generators of chance, each for one owner. <em>Thread-safe.</em> */
  @FunctionalInterface
  public interface Randoms {
    RandomGenerator of(int streamId, long incarnation);
  }
}
