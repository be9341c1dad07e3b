package dev.millrace.testkit.law;

import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.scheduler.listener.StreamingListenerReceiverStarted;
import dev.millrace.scheduler.listener.StreamingListenerReceiverStopped;
import dev.millrace.scheduler.listener.StreamingListenerRecordsLost;
import dev.millrace.scheduler.log.DriverEvent;
import java.util.Set;
import java.util.TreeSet;

/**
 * What one life of a driver has counted as lost, and what it has told of that and of receivers.
 * <em>Owned by the world's thread.</em>
 */
final class Losses {
  private static final String TOLD = "what is lost is told";

  /** Streams whose receiver was told of as started, and not as stopped. */
  private final Set<Integer> running = new TreeSet<>();

  private long counted;
  private long told;

  void onDecided(DriverEvent event) {
    if (event instanceof DriverEvent.RecordsLost lost) {
      counted += lost.recordCount();
    } else if (event instanceof DriverEvent.BlocksDropped dropped) {
      counted += dropped.recordsLost();
    } else if (event instanceof DriverEvent.ReceiverEnded ended) {
      counted += ended.recordsLost();
      if (running.contains(ended.streamId())) {
        throw new BrokenLaw(
            "a receiver that has ended is told of as stopped",
            "stream "
                + ended.streamId()
                + " is told of as running, its receiver ended: "
                + ended.reason());
      }
    }
  }

  void onTold(StreamingListenerEvent event) {
    if (event instanceof StreamingListenerRecordsLost lost) {
      told += lost.recordCount();
    } else if (event instanceof StreamingListenerReceiverStarted started) {
      running.add(started.receiverInfo().streamId());
    } else if (event instanceof StreamingListenerReceiverStopped stopped) {
      running.remove(stopped.receiverInfo().streamId());
    }
  }

  void check() {
    BrokenLaw.ifMore(TOLD, "records told as lost", told, "counted in the ledger", counted);
  }

  /** All is told that was counted. */
  void checkAtRest() {
    check();
    BrokenLaw.unlessEqual(TOLD, "records told as lost", told, "counted in the ledger", counted);
  }
}
