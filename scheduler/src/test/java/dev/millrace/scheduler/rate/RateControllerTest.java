package dev.millrace.scheduler.rate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.scheduler.listener.BatchInfo;
import dev.millrace.scheduler.listener.StreamInputInfo;
import dev.millrace.scheduler.tracker.TrackerCommand;
import dev.millrace.scheduler.tracker.TrackerCommand.UpdateReceiverRateLimit;
import dev.millrace.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RateControllerTest {

  private final List<TrackerCommand> sent = new ArrayList<>();
  private final List<List<Long>> learnt = new ArrayList<>();
  private final RateEstimator estimator =
      (end, records, processing, scheduling) -> {
        learnt.add(List.of(end, records, processing, scheduling));
        return records > 0 ? OptionalDouble.of(records * 2.0) : OptionalDouble.empty();
      };
  private final RateController controller = new RateController(3, estimator, 50, sent::add);

  @Test
  void publishesARateAfterEachBatchOfItsStream() {
    controller.onBatchCompleted(batch(3, 10, Optional.empty()));
    controller.onBatchCompleted(batch(3, 20, Optional.empty()));
    assertEquals(
        List.of(List.of(1_600L, 10L, 500L, 100L), List.of(1_600L, 20L, 500L, 100L)), learnt);
    assertEquals(
        List.of(new UpdateReceiverRateLimit(3, 20), new UpdateReceiverRateLimit(3, 40)), sent);
  }

  @Test
  void neverPublishesMoreThanTheMaximum() {
    controller.onBatchCompleted(batch(3, 1_000, Optional.empty()));
    assertEquals(List.of(new UpdateReceiverRateLimit(3, 50)), sent);
  }

  @Test
  void learnsNothingFromABatchWithoutItsStream() {
    controller.onBatchCompleted(batch(4, 10, Optional.empty()));
    assertEquals(List.of(), sent);
  }

  @Test
  void learnsNothingFromABatchThatFailed() {
    controller.onBatchCompleted(batch(3, 10, Optional.of("output 0 threw")));
    assertEquals(List.of(), learnt);
    assertEquals(List.of(), sent);
  }

  private static BatchInfo batch(int stream, long records, Optional<String> failure) {
    return new BatchInfo(
        0,
        new Time(1_000),
        Map.of(stream, new StreamInputInfo(stream, records, Map.of())),
        1_000,
        OptionalLong.of(1_100),
        OptionalLong.of(1_600),
        Map.of(),
        failure);
  }
}
