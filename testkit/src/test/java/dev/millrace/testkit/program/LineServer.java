package dev.millrace.testkit.program;

import dev.millrace.testkit.net.SimulatedConnection;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.world.Chance;
import dev.millrace.testkit.world.ChanceStream;
import dev.millrace.testkit.world.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A server of lines outside the process. Every line is a new one, and is sent once: what a
 * connection takes along when it breaks is gone. It closes connections and breaks them, in the
 * middle of lines too, and now and then sends a line that is too long.
 */
final class LineServer {
  static final int LINE_BYTES_MAX = 120;
  private static final String[] WORDS = {"ebb", "flow", "tide", "weir", "ford", "größe", "lock"};
  private static final long PAUSE_NANOS_MAX = Duration.ofMillis(400).toNanos();

  /** Of a connection's life, lines that must arrive after the end of the faults. */
  private static final int LAST_LINES = 12;

  private final World world;
  private final String host;
  private final ChanceStream chance;
  private final List<Session> sessions = new ArrayList<>();
  private final Set<String> sent = new LinkedHashSet<>();
  private int lineNext;
  private boolean faultsAreOver;

  LineServer(World world, SimulatedNetwork network, String host, int port) {
    this.world = world;
    this.host = host;
    this.chance = world.chance().stream(Chance.Domain.USER, host);
    network.listen(host, port, this::accept);
  }

  /** From now on connections stay. */
  void onFaultsEnd() {
    faultsAreOver = true;
  }

  /** Whether enough has arrived on a connection that is here to stay, and nothing is under way. */
  boolean isDone() {
    return faultsAreOver
        && last()
            .filter(session -> session.linesAfterFaults >= LAST_LINES)
            .filter(session -> session.connection.waitingBytes() == 0)
            .isPresent();
  }

  /** Whether such a line was sent, complete and not too long. */
  boolean sent(String line) {
    return sent.contains(line);
  }

  /** Lines that a receiver took whose life went on until it was stopped in good order. */
  List<String> takenForSure() {
    return last().stream().flatMap(session -> session.takenAfterFaults().stream()).toList();
  }

  private Optional<Session> last() {
    return sessions.isEmpty() ? Optional.empty() : Optional.of(sessions.get(sessions.size() - 1));
  }

  private void accept(SimulatedConnection connection) {
    if (!sessions.isEmpty() && isDone()) {
      return; // the process stops and starts again; there is nothing left to say
    }
    Session session = new Session(connection);
    sessions.add(session);
    session.next();
  }

  private String line() {
    StringBuilder line = new StringBuilder(host + "-" + lineNext++);
    int words = chance.nextInt(8);
    for (int i = 0; i < words; i++) {
      line.append(chance.oneIn(5) ? "  " : " ").append(WORDS[chance.nextInt(WORDS.length)]);
    }
    return line.toString();
  }

  /** One connection. */
  private final class Session {
    private final SimulatedConnection connection;

    /** Complete lines, and the number of bytes sent with each of them. */
    private final List<String> lines = new ArrayList<>();

    private final List<Long> ends = new ArrayList<>();
    private long sentBytes;
    private int linesAfterFaults;
    private int firstAfterFaults = Integer.MAX_VALUE;

    Session(SimulatedConnection connection) {
      this.connection = connection;
    }

    void next() {
      if (!connection.isOpen() || linesAfterFaults >= LAST_LINES) {
        return;
      }
      int burst = 1 + chance.nextInt(6);
      for (int i = 0; i < burst; i++) {
        speak();
      }
      if (!faultsAreOver && chance.oneIn(25)) {
        breakOff();
        return;
      }
      world.after(Duration.ofNanos(chance.upTo(PAUSE_NANOS_MAX)), host, this::next);
    }

    private void speak() {
      if (chance.oneIn(40)) {
        send("too long " + "x".repeat(LINE_BYTES_MAX) + "\n");
        return;
      }
      String line = line();
      send(line + (chance.oneIn(4) ? "\r\n" : "\n"));
      lines.add(line);
      ends.add(sentBytes);
      sent.add(line);
      if (faultsAreOver) {
        firstAfterFaults = Math.min(firstAfterFaults, lines.size() - 1);
        linesAfterFaults++;
      }
    }

    private void send(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      sentBytes += bytes.length;
      connection.send(bytes);
    }

    private void breakOff() {
      if (chance.nextBoolean()) {
        send("half a li");
      }
      if (chance.nextBoolean()) {
        connection.close();
      } else {
        connection.reset();
      }
    }

    List<String> takenAfterFaults() {
      List<String> taken = new ArrayList<>();
      for (int i = firstAfterFaults; i < lines.size(); i++) {
        if (ends.get(i) <= connection.takenBytes()) {
          taken.add(lines.get(i));
        }
      }
      return taken;
    }
  }
}
