package dev.millrace.scheduler.host;

import dev.millrace.scheduler.listener.ReceiverInfo;
import dev.millrace.scheduler.listener.StreamingListener;
import dev.millrace.scheduler.listener.StreamingListenerInputDelayed;
import dev.millrace.scheduler.listener.StreamingListenerReceiverError;
import dev.millrace.scheduler.listener.StreamingListenerRecordsLost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the log what goes wrong with inputs, so that a program without listeners does not wait
 * in silence for a server that is not there. <em>Immutable.</em>
 */
final class TroubleReporter implements StreamingListener {

  private static final Logger LOG = LoggerFactory.getLogger(TroubleReporter.class);

  @Override
  public void onReceiverError(StreamingListenerReceiverError event) {
    ReceiverInfo receiver = event.receiverInfo();
    String cause = receiver.lastError().lines().findFirst().map(line -> ": " + line).orElse("");
    LOG.warn("receiver {}: {}{}", receiver.name(), receiver.lastErrorMessage(), cause);
    LOG.debug("receiver {}: {}", receiver.name(), receiver.lastError());
  }

  /** One delay is soon made up for; an input that stays away is told of ever more seldom. */
  @Override
  public void onInputDelayed(StreamingListenerInputDelayed event) {
    if (event.delayCount() > 1 && Integer.bitCount(event.delayCount()) == 1) {
      LOG.warn(
          "input {}: nothing for the batch at {}, number {} since it was last in time: {}",
          event.input(),
          event.batchTime(),
          event.delayCount(),
          event.reason());
    }
  }

  @Override
  public void onRecordsLost(StreamingListenerRecordsLost event) {
    LOG.warn(
        "receiver {}: {} records are lost: {}",
        event.receiver(),
        event.recordCount(),
        event.reason());
  }
}
