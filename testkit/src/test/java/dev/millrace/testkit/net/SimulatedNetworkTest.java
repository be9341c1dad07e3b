package dev.millrace.testkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.World;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SimulatedNetworkTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final World world = new World(9);
  private final SimulatedNetwork network = new SimulatedNetwork(world);
  private final List<Object> received = new ArrayList<>();
  private Life driver;
  private Life executor;

  private void startNodes() {
    world
        .node("driver")
        .start(
            life -> {
              driver = life;
              network.open(life, "driver/tracker", (from, message) -> received.add(message));
            });
    world.node("executor-1").start(life -> executor = life);
    world.runUntilIdle();
  }

  private void send(int count) {
    IntStream.range(0, count)
        .forEach(i -> network.send(executor, "executor-1/supervisor", "driver/tracker", i));
  }

  @Test
  void deliversAllInOrderWhileItIsGood() {
    startNodes();
    send(100);
    world.runFor(LONG);
    assertEquals(IntStream.range(0, 100).boxed().toList(), received);
  }

  @Test
  void tellsWhereAnAnswerGoes() {
    startNodes();
    List<Object> answers = new ArrayList<>();
    network.open(
        world.node("driver").life().orElseThrow(),
        "driver/echo",
        (from, message) -> network.send(driver, "driver/echo", from, "re: " + message));
    network.open(
        executor, "executor-1/supervisor", (from, message) -> answers.add(from + " " + message));
    network.send(executor, "executor-1/supervisor", "driver/echo", "hello");
    world.runFor(LONG);
    assertEquals(List.of("driver/echo re: hello"), answers);
  }

  @Test
  void losesRepeatsAndReordersWhenItIsBad() {
    startNodes();
    network.worsen();
    send(1_000);
    world.runFor(LONG);
    assertTrue(network.lostCount() > 50 && network.lostCount() < 150, "" + network.lostCount());
    assertEquals(1_000 - network.lostCount() + network.repeatedCount(), received.size());
    assertTrue(network.repeatedCount() > 50, "" + network.repeatedCount());
    assertNotEquals(received.stream().sorted().toList(), received);
  }

  @Test
  void cutsOneWayOnly() {
    startNodes();
    List<Object> answers = new ArrayList<>();
    network.open(executor, "executor-1/supervisor", (from, message) -> answers.add(message));
    network.cut("executor-1", "driver");
    send(3);
    network.send(driver, "driver/tracker", "executor-1/supervisor", "still there?");
    world.runFor(LONG);
    assertEquals(List.of(), received);
    assertEquals(List.of("still there?"), answers);

    network.heal();
    send(1);
    world.runFor(LONG);
    assertEquals(List.of(0), received);
  }

  @Test
  void losesWhatIsUnderWayWhenTheWayIsCut() {
    startNodes();
    send(1);
    network.cut("executor-1", "driver");
    world.runFor(LONG);
    assertEquals(List.of(), received);
    assertEquals(1, network.lostCount());
  }

  @Test
  void losesWhatArrivesForADeadLife() {
    startNodes();
    send(1);
    world.node("driver").crash();
    world.runFor(LONG);
    assertEquals(1, network.lostCount());

    send(1);
    world.node("driver").restart();
    world.runFor(LONG);
    assertEquals(List.of(0), received);
  }

  @Test
  void ignoresWhatADeadLifeSends() {
    startNodes();
    world.node("executor-1").crash();
    send(5);
    world.runFor(LONG);
    assertEquals(List.of(), received);
    assertEquals(0, network.sentCount());
  }

  @Test
  void refusesASecondLivingEndpointOfAName() {
    startNodes();
    assertThrows(
        IllegalArgumentException.class,
        () -> network.open(executor, "driver/tracker", (from, m) -> {}));
    network.close("driver/tracker");
    network.open(executor, "driver/tracker", (from, message) -> received.add("other " + message));
    send(1);
    world.runFor(LONG);
    assertEquals(List.of("other 0"), received);
  }

  @Test
  void decidesForEachLinkByItself() {
    // A second link, busy or idle, must not shift what happens on the first.
    assertEquals(arrivedBesides(0), arrivedBesides(40));
  }

  private static List<Object> arrivedBesides(int others) {
    World each = new World(77);
    SimulatedNetwork net = new SimulatedNetwork(each);
    net.worsen();
    List<Object> arrived = new ArrayList<>();
    net.open(each.outside(), "a", (from, message) -> arrived.add(message));
    net.open(each.outside(), "b", (from, message) -> {});
    for (int i = 0; i < 40; i++) {
      net.send(each.outside(), "x", "a", i);
      if (i < others) {
        net.send(each.outside(), "x", "b", i);
      }
    }
    each.runUntilIdle();
    return arrived;
  }

  @Test
  void refusesImpossibleQualities() {
    Duration second = Duration.ofSeconds(1);
    assertThrows(
        IllegalArgumentException.class,
        () -> new LinkQuality(1_001, 0, Duration.ZERO, second, false));
    assertThrows(
        IllegalArgumentException.class, () -> new LinkQuality(0, -1, Duration.ZERO, second, false));
    assertThrows(
        IllegalArgumentException.class, () -> new LinkQuality(0, 0, second, Duration.ZERO, false));
    assertEquals(2, new HashSet<>(List.of(LinkQuality.GOOD, LinkQuality.BAD)).size());
  }
}
