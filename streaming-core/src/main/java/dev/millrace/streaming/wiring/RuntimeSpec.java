package dev.millrace.streaming.wiring;

import dev.millrace.rdd.Engine;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.receiver.Receiver;
import dev.millrace.receiver.ReceiverListener;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.input.DirectInputSpec;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.streaming.wiring.actor.ReceiverSource;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a streaming program consists of when it starts. <em>Immutable.</em>
 *
 * @param conf its configuration, checked
 * @param batchDuration from tick to tick
 * @param engine runs jobs and receivers; stays open when the program stops
 * @param checkpointDirectory where logs lie; without it they lie in memory
 * @param planner turns batches into jobs
 * @param receivers the receivers by their stream
 * @param inputs the inputs that need no receiver
 * @param listeners those who watch from the beginning
 * @param receiverListener counts what receivers do
 * @param crashPoints told each step of receivers, driver and logs; does nothing in production
 */
public record RuntimeSpec(
    MillraceConf conf,
    Duration batchDuration,
    Engine engine,
    Optional<String> checkpointDirectory,
    BatchPlanner planner,
    Map<Integer, ReceiverSource<?>> receivers,
    List<DirectInputSpec> inputs,
    List<StreamingListener> listeners,
    ReceiverListener receiverListener,
    Consumer<String> crashPoints) {

  public RuntimeSpec {
    conf = conf.copy();
    receivers = Collections.unmodifiableMap(new TreeMap<>(receivers));
    inputs = List.copyOf(inputs);
    listeners = List.copyOf(listeners);
  }

  /** The receivers as the driver wants them described. */
  List<ReceiverSpec> receiverSpecs() {
    return receivers.entrySet().stream()
        .map(entry -> receiverSpec(entry.getKey(), entry.getValue().receiver()))
        .toList();
  }

  private static ReceiverSpec receiverSpec(int streamId, Receiver<?> receiver) {
    String name = receiver.getClass().getSimpleName() + "-" + streamId;
    return new ReceiverSpec(streamId, name, receiver.preferredLocation());
  }
}
