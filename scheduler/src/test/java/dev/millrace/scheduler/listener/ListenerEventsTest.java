package dev.millrace.scheduler.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.time.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ListenerEventsTest {

  private static final ReceiverInfo RECEIVER =
      new ReceiverInfo(0, "receiver-0", true, "localhost", "0", "", "", -1);
  private static final OutputOperationInfo OUTPUT =
      new OutputOperationInfo(
          new Time(1000),
          0,
          "print",
          "print at Line 5",
          OptionalLong.of(30),
          OptionalLong.of(75),
          Optional.empty());

  @Test
  void reachesTheCallbackOfItsKind() {
    List<String> called = new ArrayList<>();
    List<StreamingListenerEvent> events =
        List.of(
            new StreamingListenerStreamingStarted(1),
            new StreamingListenerReceiverStarted(RECEIVER),
            new StreamingListenerReceiverError(RECEIVER),
            new StreamingListenerReceiverStopped(RECEIVER),
            new StreamingListenerBatchSubmitted(batch(OptionalLong.empty(), OptionalLong.empty())),
            new StreamingListenerBatchStarted(batch(OptionalLong.of(20), OptionalLong.empty())),
            new StreamingListenerBatchCompleted(batch(OptionalLong.of(20), OptionalLong.of(90))),
            new StreamingListenerOutputOperationStarted(OUTPUT),
            new StreamingListenerOutputOperationCompleted(OUTPUT),
            new StreamingListenerInputDelayed(1, "files-1", new Time(1_000), 1, "away"),
            new StreamingListenerRecordsLost(0, "receiver-0", 5, "executor lost"));
    events.forEach(event -> event.deliverTo(new Everything(called)));
    assertEquals(
        List.of(
            "streaming started",
            "receiver started",
            "receiver error",
            "receiver stopped",
            "batch submitted",
            "batch started",
            "batch completed",
            "output started",
            "output completed",
            "input delayed",
            "records lost"),
        called);
    events.forEach(event -> event.deliverTo(new StreamingListener() {}));
  }

  @Test
  void derivesDelaysFromItsTimes() {
    BatchInfo submitted = batch(OptionalLong.empty(), OptionalLong.empty());
    assertEquals(OptionalLong.empty(), submitted.schedulingDelay());
    assertEquals(OptionalLong.empty(), submitted.processingDelay());
    assertEquals(OptionalLong.empty(), submitted.totalDelay());
    BatchInfo completed = batch(OptionalLong.of(20), OptionalLong.of(90));
    assertEquals(OptionalLong.of(5), completed.schedulingDelay());
    assertEquals(OptionalLong.of(70), completed.processingDelay());
    assertEquals(OptionalLong.of(75), completed.totalDelay());
    assertEquals(30, completed.numRecords());
    assertEquals(OptionalLong.of(45), OUTPUT.duration());
  }

  @Test
  void showsTheDescriptionOfAnInputIfThereIsOne() {
    assertEquals("", new StreamInputInfo(0, 1, Map.of()).metadataDescription());
    assertEquals(
        "3 files",
        new StreamInputInfo(0, 1, Map.of("Description", "3 files")).metadataDescription());
    assertThrows(IllegalArgumentException.class, () -> new StreamInputInfo(0, -1, Map.of()));
  }

  @Test
  void refusesALossOfNothing() {
    assertThrows(
        IllegalArgumentException.class, () -> new StreamingListenerRecordsLost(0, "r", 0, ""));
  }

  @Test
  void refusesADelayThatNeverWas() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new StreamingListenerInputDelayed(0, "files", new Time(0), 0, ""));
  }

  private static BatchInfo batch(OptionalLong start, OptionalLong end) {
    return new BatchInfo(
        0,
        new Time(1000),
        Map.of(0, new StreamInputInfo(0, 10, Map.of()), 1, new StreamInputInfo(1, 20, Map.of())),
        15,
        start,
        end,
        Map.of(0, OUTPUT),
        Optional.empty());
  }

  private record Everything(List<String> called) implements StreamingListener {
    @Override
    public void onStreamingStarted(StreamingListenerStreamingStarted event) {
      called.add("streaming started");
    }

    @Override
    public void onReceiverStarted(StreamingListenerReceiverStarted event) {
      called.add("receiver started");
    }

    @Override
    public void onReceiverError(StreamingListenerReceiverError event) {
      called.add("receiver error");
    }

    @Override
    public void onReceiverStopped(StreamingListenerReceiverStopped event) {
      called.add("receiver stopped");
    }

    @Override
    public void onBatchSubmitted(StreamingListenerBatchSubmitted event) {
      called.add("batch submitted");
    }

    @Override
    public void onBatchStarted(StreamingListenerBatchStarted event) {
      called.add("batch started");
    }

    @Override
    public void onBatchCompleted(StreamingListenerBatchCompleted event) {
      called.add("batch completed");
    }

    @Override
    public void onOutputOperationStarted(StreamingListenerOutputOperationStarted event) {
      called.add("output started");
    }

    @Override
    public void onOutputOperationCompleted(StreamingListenerOutputOperationCompleted event) {
      called.add("output completed");
    }

    @Override
    public void onInputDelayed(StreamingListenerInputDelayed event) {
      called.add("input delayed");
    }

    @Override
    public void onRecordsLost(StreamingListenerRecordsLost event) {
      called.add("records lost");
    }
  }
}
