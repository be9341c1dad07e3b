package dev.millrace.scheduler.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.scheduler.ReceiverSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReceiverSchedulingPolicyTest {

  @Test
  void reschedulesNowhereWithoutExecutors() {
    assertEquals(List.of(), reschedule(Optional.empty(), List.of(), List.of()));
    assertEquals(List.of(), reschedule(Optional.of("h0"), List.of(), List.of()));
  }

  @Test
  void reschedulesToThePreferredHostFirst() {
    List<ExecutorInfo> executors = List.of(on("0", "h0"), on("1", "h1"), on("2", "h2"));
    List<String> places =
        reschedule(Optional.of("h1"), List.of(List.of("1"), List.of("0")), executors);
    assertEquals(List.of("1", "2"), places);
  }

  @Test
  void reschedulesToAllIdleExecutors() {
    List<ExecutorInfo> executors = executors(5);
    assertEquals(
        List.of("1", "3", "4"),
        reschedule(Optional.empty(), List.of(List.of("0"), List.of("2")), executors));
  }

  @Test
  void reschedulesToAllExecutorsWithTheLeastWeightWhenNoneIsIdle() {
    List<ExecutorInfo> executors = executors(4);
    // 0 and 1 carry half a receiver each, 2 one, 3 one and a half.
    List<List<String>> occupied =
        List.of(List.of("0", "1"), List.of("2"), List.of("3"), List.of("3", "9"));
    assertEquals(List.of("0", "1"), reschedule(Optional.empty(), occupied, executors));
  }

  @Test
  void reschedulesAsIfThereWereNoPreferenceWhenItsHostHasNoExecutor() {
    assertEquals(List.of("0", "1"), reschedule(Optional.of("else"), List.of(), executors(2)));
  }

  @Test
  void spreadsMoreReceiversThanExecutorsEvenly() {
    Map<Integer, List<String>> plan = ReceiverSchedulingPolicy.schedule(receivers(6), executors(3));
    Map<String, Integer> load = new TreeMap<>();
    plan.values()
        .forEach(
            places -> {
              assertEquals(1, places.size());
              load.merge(places.get(0), 1, Integer::sum);
            });
    assertEquals(Map.of("0", 2, "1", 2, "2", 2), load);
  }

  @Test
  void givesIdleExecutorsToReceiversAsFurtherChoices() {
    Map<Integer, List<String>> plan = ReceiverSchedulingPolicy.schedule(receivers(3), executors(6));
    List<String> all = new ArrayList<>();
    plan.values()
        .forEach(
            places -> {
              assertEquals(2, places.size());
              all.addAll(places);
            });
    assertEquals(List.of("0", "1", "2", "3", "4", "5"), all.stream().sorted().toList());
  }

  @Test
  void honoursPreferredHostsAndSpreadsOverTheirExecutors() {
    List<ExecutorInfo> executors =
        List.of(on("0", "h0"), on("1", "h0"), on("2", "h0"), on("3", "h1"), on("4", "h1"));
    List<ReceiverSpec> receivers = new ArrayList<>(receivers(1));
    for (int stream = 1; stream <= 3; stream++) {
      receivers.add(new ReceiverSpec(stream, "r" + stream, Optional.of("h0")));
    }
    Map<Integer, List<String>> plan = ReceiverSchedulingPolicy.schedule(receivers, executors);
    assertEquals("0", plan.get(1).get(0));
    assertEquals("1", plan.get(2).get(0));
    assertEquals("2", plan.get(3).get(0));
    assertEquals("3", plan.get(0).get(0));
  }

  @Test
  void schedulesAReceiverWhosePreferredHostHasNoExecutorAnywhere() {
    Map<Integer, List<String>> plan =
        ReceiverSchedulingPolicy.schedule(
            List.of(new ReceiverSpec(0, "r", Optional.of("else"))), executors(1));
    assertEquals(List.of("0"), plan.get(0));
  }

  @Test
  void schedulesNothingWithoutReceivers() {
    assertTrue(ReceiverSchedulingPolicy.schedule(List.of(), executors(3)).isEmpty());
  }

  @Test
  void schedulesNowhereWithoutExecutors() {
    assertEquals(
        Map.of(0, List.of(), 1, List.of()),
        ReceiverSchedulingPolicy.schedule(receivers(2), List.of()));
  }

  @Test
  void reschedulesWhereTheFewestLaunchesFailed() {
    List<ExecutorInfo> executors = executors(3);
    assertEquals(
        List.of("1", "2"),
        ReceiverSchedulingPolicy.reschedule(
            Optional.of("h0"), Map.of("0", 1), List.of(), executors));
    assertEquals(
        List.of("2"),
        ReceiverSchedulingPolicy.reschedule(
            Optional.of("h0"), Map.of("0", 1, "1", 1), List.of(List.of("2")), executors));
    assertEquals(
        List.of("0", "1", "2"),
        ReceiverSchedulingPolicy.reschedule(
            Optional.of("h0"), Map.of("0", 2, "1", 2, "2", 2, "gone", 1), List.of(), executors));
  }

  private static List<String> reschedule(
      Optional<String> host, List<List<String>> occupied, List<ExecutorInfo> executors) {
    return ReceiverSchedulingPolicy.reschedule(host, Map.of(), occupied, executors);
  }

  private static List<ReceiverSpec> receivers(int count) {
    List<ReceiverSpec> receivers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      receivers.add(new ReceiverSpec(i, "receiver-" + i, Optional.empty()));
    }
    return receivers;
  }

  private static List<ExecutorInfo> executors(int count) {
    List<ExecutorInfo> executors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      executors.add(on(Integer.toString(i), "h" + i));
    }
    return executors;
  }

  private static ExecutorInfo on(String id, String host) {
    return new ExecutorInfo(id, host);
  }
}
