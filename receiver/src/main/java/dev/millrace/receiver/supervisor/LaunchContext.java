package dev.millrace.receiver.supervisor;

import dev.millrace.rdd.ExecutorContext;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.receiver.Receiver;
import dev.millrace.receiver.message.TrackerMessage;
import dev.millrace.receiver.port.ReceiverThreads;
import dev.millrace.receiver.store.DataLog;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What one launch of a receiver is made of. <em>Immutable.</em>
 *
 * @param receiver the launch's own copy
 * @param codec how its records lie in blocks, the one that readers use
 * @param streamId the stream it feeds
 * @param incarnation the number of this launch
 * @param executor where it runs
 * @param log the executor's data log, if blocks are to be logged
 * @param threads what it runs on
 * @param tracker takes messages for the driver; never blocks
 * @param mailbox takes events, to be handed to {@link ReceiverRun#on} one at a time and in order;
 *     never blocks
 * @param onEnd told once when the launch has ended, with the cause unless it ended regularly
 */
public record LaunchContext<T>(
    Receiver<T> receiver,
    RecordCodec<T> codec,
    int streamId,
    long incarnation,
    ExecutorContext executor,
    Optional<DataLog> log,
    ReceiverThreads.Launch threads,
    Consumer<TrackerMessage> tracker,
    Consumer<SupervisorEvent> mailbox,
    Consumer<Optional<Throwable>> onEnd) {

  String receiverName() {
    return receiver.getClass().getSimpleName() + "-" + streamId;
  }
}
