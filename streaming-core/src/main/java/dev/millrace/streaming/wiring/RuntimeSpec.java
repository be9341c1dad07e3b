package dev.millrace.streaming.wiring;

import dev.millrace.rdd.Engine;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.listener.StreamingListener;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a streaming program consists of when it starts. <em>Immutable.</em>
 *
 * @param name the program's name
 * @param conf its configuration, checked
 * @param batchDuration from tick to tick
 * @param engine runs jobs and receivers; stays open when the program stops
 * @param checkpointDirectory where logs lie; without it they lie in memory
 * @param planner turns batches into jobs
 * @param receivers the receivers by their stream
 * @param listeners those who watch from the beginning
 */
public record RuntimeSpec(
    String name,
    MillraceConf conf,
    Duration batchDuration,
    Engine engine,
    Optional<String> checkpointDirectory,
    BatchPlanner planner,
    Map<Integer, ReceiverSource<?>> receivers,
    List<StreamingListener> listeners) {

  public RuntimeSpec {
    conf = conf.copy();
    receivers = Collections.unmodifiableMap(new TreeMap<>(receivers));
    listeners = List.copyOf(listeners);
  }
}
