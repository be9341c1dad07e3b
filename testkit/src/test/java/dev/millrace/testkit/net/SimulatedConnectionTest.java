package dev.millrace.testkit.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.receiver.network.Connection;
import dev.millrace.receiver.network.ConnectionHandler;
import dev.millrace.testkit.world.Node;
import dev.millrace.testkit.world.SimulationFailure;
import dev.millrace.testkit.world.World;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SimulatedConnectionTest {
  private static final Duration A_WHILE = Duration.ofSeconds(10);

  private final World world = new World(1);
  private final SimulatedNetwork network = new SimulatedNetwork(world);
  private final Node node = world.node("driver");
  private final List<SimulatedConnection> accepted = new ArrayList<>();
  private final Client client = new Client();

  /** Takes everything, unless it was told not to. */
  private static final class Client implements ConnectionHandler {
    private final StringBuilder taken = new StringBuilder();
    private int calls;
    private long answer;
    private boolean connected;
    private Optional<Optional<Throwable>> closed = Optional.empty();

    @Override
    public void onConnected() {
      connected = true;
    }

    @Override
    public long onBytes(ByteBuffer bytes, long nowNanos) {
      calls++;
      if (answer == 0) {
        taken.append(StandardCharsets.UTF_8.decode(bytes));
      }
      return answer;
    }

    @Override
    public void onClosed(Optional<Throwable> failure) {
      closed = Optional.of(failure);
    }
  }

  private Connection connect() {
    List<Connection> made = new ArrayList<>();
    node.start(
        life -> {
          made.add(network.sockets(life).connect("feed", 1, client));
          assertFalse(client.connected, "the handler is called before connect has returned");
        });
    world.runFor(Duration.ofSeconds(1));
    return made.get(0);
  }

  private Connection connected() {
    network.listen("feed", 1, accepted::add);
    Connection connection = connect();
    assertTrue(client.connected);
    return connection;
  }

  private SimulatedConnection server() {
    return accepted.get(0);
  }

  private void send(String text) {
    server().send(text.getBytes(StandardCharsets.UTF_8));
  }

  private String failure() {
    return client.closed.orElseThrow().map(Throwable::getMessage).orElse("in order");
  }

  @Test
  void bringsBytesInOrderAndInPieces() {
    connected();
    String text = "abcdefghij".repeat(200);
    send(text);
    world.runFor(A_WHILE);
    assertEquals(text, client.taken.toString());
    assertTrue(client.calls > 3, "in one piece");
    assertEquals(text.length(), server().takenBytes());
    assertEquals(0, server().waitingBytes());
  }

  @Test
  void closesInOrderBehindAllBytes() {
    connected();
    send("last words");
    server().close();
    world.runFor(A_WHILE);
    assertEquals("last words", client.taken.toString());
    assertEquals("in order", failure());
    assertFalse(server().isOpen());
  }

  @Test
  void losesWhatHasNotArrivedWhenItBreaks() {
    connected();
    send("never heard");
    server().reset();
    world.runFor(A_WHILE);
    assertEquals("", client.taken.toString());
    assertEquals("Connection reset by peer", failure());
  }

  @Test
  void bringsBytesLateOnABadNetwork() {
    connected();
    network.worsen();
    String text = "0123456789".repeat(100);
    send(text);
    world.runFor(Duration.ofMinutes(1));
    assertEquals(text, client.taken.toString());
  }

  @Test
  void waitsForAWayThatIsCutForAMoment() {
    connected();
    network.cut("driver", "feed");
    send("patience");
    world.runFor(Duration.ofSeconds(2));
    assertEquals("", client.taken.toString());
    network.mend("driver", "feed");
    world.runFor(A_WHILE);
    assertEquals("patience", client.taken.toString());
  }

  @Test
  void breaksAtBothEndsWhenTheWayStaysCut() {
    connected();
    List<String> told = new ArrayList<>();
    server().onClosed(() -> told.add("closed"));
    network.cut("feed", "driver");
    send("lost");
    world.runFor(A_WHILE);
    assertEquals("", client.taken.toString());
    assertEquals("Connection timed out", failure());
    assertEquals(List.of("closed"), told);
  }

  @Test
  void offersRefusedBytesAgainAndEndsAfterThem() {
    Connection connection = connected();
    client.answer = ConnectionHandler.UNTIL_RESUMED;
    send("later");
    server().close();
    world.runFor(A_WHILE);
    assertEquals(1, client.calls);
    assertTrue(client.closed.isEmpty(), "ends before the bytes are taken");
    client.answer = 0;
    connection.resume();
    world.runFor(A_WHILE);
    assertEquals("later", client.taken.toString());
    assertEquals("in order", failure());
  }

  @Test
  void offersAgainAfterTheTimeThatTheHandlerNames() {
    connected();
    client.answer = Duration.ofMillis(300).toNanos();
    send("x");
    world.runFor(Duration.ofSeconds(1));
    assertTrue(client.calls >= 3 && client.calls <= 5, "calls: " + client.calls);
  }

  @Test
  void tellsNothingAfterTheReceiverHasClosed() {
    Connection connection = connected();
    connection.close();
    send("too late");
    world.runFor(A_WHILE);
    assertEquals(0, client.calls);
    assertTrue(client.closed.isEmpty());
    assertFalse(server().isOpen());
  }

  @Test
  void endsWithTheLifeThatReceives() {
    connected();
    node.crash();
    world.runFor(A_WHILE);
    assertFalse(server().isOpen());
    assertTrue(client.closed.isEmpty());
  }

  @Test
  void refusesConnectionsWhereNobodyListens() {
    connect();
    assertEquals("Connection refused", failure());
    assertFalse(client.connected);
  }

  @Test
  void cannotConnectOverACut() {
    network.listen("feed", 1, accepted::add);
    network.cut("driver", "feed");
    connect();
    world.runFor(A_WHILE);
    assertEquals("Connect timed out", failure());
    assertEquals(List.of(), accepted);
  }

  @Test
  void refusesASecondServerAtAnAddress() {
    network.listen("feed", 1, accepted::add);
    assertThrows(IllegalArgumentException.class, () -> network.listen("feed", 1, accepted::add));
  }

  @Test
  void failsTheRunOfAStreamThatNeedsAThread() {
    node.start(
        life ->
            assertThrows(
                UnsupportedOperationException.class,
                () -> network.sockets(life).connectStream("feed", 1, null)));
    SimulationFailure failure = assertThrows(SimulationFailure.class, () -> world.runFor(A_WHILE));
    assertTrue(failure.getMessage().contains("socketTextStream"), failure.getMessage());
  }
}
