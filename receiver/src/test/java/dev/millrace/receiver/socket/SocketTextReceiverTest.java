package dev.millrace.receiver.socket;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.ReceiverLostException;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage.ReportError;
import dev.millrace.receiver.sim.Settings;
import dev.millrace.receiver.sim.SimLaunch;
import dev.millrace.receiver.sim.SimNetwork.SimConnection;
import dev.millrace.receiver.sim.SimWorld;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SocketTextReceiverTest {

  private final SimWorld world = new SimWorld();

  private SimLaunch<String> launch(ReceiverSettings settings) {
    return launch(settings, StorageLevel.MEMORY_ONLY_SER());
  }

  private SimLaunch<String> launch(ReceiverSettings settings, StorageLevel level) {
    return new SimLaunch<>(world, new SocketTextReceiver("source", 9_999, level), settings)
        .launch();
  }

  private static byte[] lines(int from, int to) {
    StringBuilder text = new StringBuilder();
    IntStream.range(from, to).forEach(i -> text.append(i).append('\n'));
    return text.toString().getBytes(UTF_8);
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  @Test
  void receivesLines() {
    SimLaunch<String> launch = launch(Settings.defaults());
    launch.network.latest().send(lines(0, 1_000));
    world.run(Duration.ofSeconds(1));
    assertEquals(numbers(0, 1_000), launch.records());
  }

  @Test
  void receivesLinesAsObjectsIfTheLevelAsksForThem() {
    SimLaunch<String> launch = launch(Settings.defaults(), StorageLevel.MEMORY_ONLY());
    launch.network.latest().send(lines(0, 1_000));
    world.run(Duration.ofSeconds(1));
    assertEquals(numbers(0, 1_000), launch.records());
  }

  @Test
  void makesNoBlockWithoutLines() {
    SimLaunch<String> launch = launch(Settings.defaults());
    world.run(Duration.ofHours(1));
    assertTrue(launch.tracker.blocks.isEmpty());
    assertEquals(List.of(), launch.counters.errors);
  }

  @Test
  void asksAgainWithGrowingPausesWhenItIsRefused() {
    SimLaunch<String> launch =
        new SimLaunch<>(
            world,
            new SocketTextReceiver("source", 9_999, StorageLevel.MEMORY_ONLY_SER()),
            Settings.defaults());
    launch.network.refuses = true;
    launch.launch();
    world.run(Duration.ofMinutes(10));
    int attempts = launch.network.connections.size();
    assertTrue(attempts > 10 && attempts < 40, attempts + " attempts in ten minutes");
    ReportError report = launch.tracker.heard(ReportError.class).get(0);
    assertTrue(report.message().contains("source:9999"), report.message());
    assertTrue(report.message().contains("refused"), report.message());
    launch.network.refuses = false;
    world.run(Duration.ofMinutes(1));
    launch.network.latest().send(lines(0, 10));
    world.run(Duration.ofSeconds(1));
    assertEquals(numbers(0, 10), launch.records());
  }

  @Test
  void comesBackAfterTheSourceClosedTheConnection() {
    SimLaunch<String> launch = launch(Settings.defaults());
    launch.network.latest().send("one\ntwo\nthr".getBytes(UTF_8));
    launch.network.latest().end(Optional.empty());
    world.run(Duration.ofSeconds(5));
    assertEquals(2, launch.network.connections.size());
    assertEquals(1, launch.counters.partial);
    launch.network.latest().send("three\n".getBytes(UTF_8));
    world.run(Duration.ofSeconds(1));
    assertEquals(List.of("one", "two", "three"), launch.records());
    List<String> messages =
        launch.tracker.heard(ReportError.class).stream().map(ReportError::message).toList();
    assertTrue(messages.get(0).contains("middle of a line"), messages.toString());
    assertTrue(messages.get(1).contains("no more data"), messages.toString());
  }

  @Test
  void respectsTheRateLimitByLines() {
    SimLaunch<String> launch = launch(Settings.rateOf(100));
    launch.network.latest().send(lines(0, 1_000));
    world.run(Duration.ofSeconds(5));
    assertEquals(500.0, (double) launch.counters.sealedRecords, 25);
    assertFalse(launch.network.latest().isTaken());
    world.run(Duration.ofSeconds(6));
    assertEquals(numbers(0, 1_000), launch.records());
  }

  @Test
  void holdsTheSourceBackWhileBlocksWaitAndLosesNothing() {
    SimLaunch<String> launch = launch(Settings.queueOf(1));
    launch.tracker.acknowledges = false;
    SimConnection connection = launch.network.latest();
    for (int i = 0; i < 20; i++) {
      connection.send(lines(10 * i, 10 * i + 10));
      world.run(Duration.ofMillis(100));
    }
    assertFalse(connection.isTaken());
    assertTrue(launch.counters.heldBack > 0);
    launch.tracker.acknowledges = true;
    world.run(Duration.ofSeconds(20));
    assertTrue(connection.isTaken());
    assertEquals(numbers(0, 200), launch.records());
  }

  @Test
  void skipsLongLinesAndTellsTheDriver() {
    SimLaunch<String> launch = launch(Settings.lineBytes(5));
    launch.network.latest().send("short\ntoo long\nnext\n".getBytes(UTF_8));
    world.run(Duration.ofSeconds(1));
    assertEquals(List.of("short", "next"), launch.records());
    assertEquals(1, launch.counters.oversize);
    assertEquals(1, launch.tracker.heard(ReportError.class).size());
    assertEquals(1, launch.network.connections.size(), "the stream is alive");
  }

  @Test
  void closesTheConnectionAndKeepsAllLinesWhenItIsStopped() {
    SimLaunch<String> launch = launch(Settings.defaults());
    launch.network.latest().send(lines(0, 100));
    world.settle();
    launch.tracker.tell(new SupervisorMessage.StopReceiver("done"));
    world.run(Duration.ofSeconds(1));
    assertTrue(launch.network.latest().closed);
    assertEquals(1, launch.ends.size());
    assertEquals(numbers(0, 100), launch.records());
    world.run(Duration.ofMinutes(5));
    assertEquals(1, launch.network.connections.size());
  }

  @Test
  void closesTheConnectionWhenTheExecutorIsLost() {
    SimLaunch<String> launch = launch(Settings.defaults());
    launch.network.latest().send(lines(0, 100));
    world.settle();
    launch.run.kill(new IllegalStateException("killed"));
    world.settle();
    assertTrue(launch.network.latest().closed);
    ReceiverLostException lost = (ReceiverLostException) launch.ends.get(0).orElseThrow();
    assertEquals(100, lost.openRecords());
  }

  @Test
  void refusesAddressesThatAreNone() {
    StorageLevel level = StorageLevel.MEMORY_ONLY();
    assertThrows(IllegalArgumentException.class, () -> new SocketTextReceiver(" ", 1, level));
    assertThrows(IllegalArgumentException.class, () -> new SocketTextReceiver("a", 0, level));
    IllegalArgumentException port =
        assertThrows(
            IllegalArgumentException.class, () -> new SocketTextReceiver("a", 65_536, level));
    assertTrue(port.getMessage().contains("65536"), port.getMessage());
    assertThrows(
        IllegalArgumentException.class, () -> new SocketTextReceiver("a", 1, StorageLevel.NONE()));
  }
}
