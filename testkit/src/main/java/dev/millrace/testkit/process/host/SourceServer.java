package dev.millrace.testkit.process.host;

import dev.millrace.testkit.process.Attempt;
import dev.millrace.testkit.process.SourceLedger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A source of numbered records on a loopback port. One receiver at a time asks with {@link #MORE},
 * gets a line of attempts, and answers {@link #STORED} once it stands for them; a connection that
 * ends before takes them back. <em>Thread-safe.</em>
 */
final class SourceServer implements AutoCloseable {
  /** Asks for records; before that nothing is outstanding. */
  static final String MORE = "more";

  /** Acknowledges the records given last. */
  static final String STORED = "stored";

  private static final Logger LOG = LoggerFactory.getLogger(SourceServer.class);

  private final SourceLedger ledger;
  private final RandomGenerator random;
  private final int groupMax;
  private final ServerSocket server;
  private final Thread thread;
  private final Semaphore contacts = new Semaphore(0);
  private volatile boolean closed;

  /** A source that gives away up to {@code groupMax} records at a time. */
  SourceServer(SourceLedger ledger, RandomGenerator random, int groupMax) throws IOException {
    this.ledger = ledger;
    this.random = random;
    this.groupMax = groupMax;
    this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.thread = new Thread(this::serve, "numbered-source");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  /** Forgets the contacts so far. */
  void expectContact() {
    contacts.drainPermits();
  }

  /** Waits until a receiver has asked; false when the time is up. */
  boolean awaitContact(long millis) throws InterruptedException {
    return contacts.tryAcquire(millis, TimeUnit.MILLISECONDS);
  }

  private void serve() {
    while (!closed) {
      try (Socket connection = server.accept()) {
        connection.setTcpNoDelay(true);
        talk(connection);
      } catch (IOException e) {
        // A receiver that was killed resets its connection; its records were taken back.
        LOG.debug("A connection of the source ended", e);
      }
    }
  }

  private void talk(Socket connection) throws IOException {
    BufferedReader requests =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    OutputStream out = connection.getOutputStream();
    List<Attempt> outstanding = List.of();
    try {
      String request = requests.readLine();
      while (request != null) {
        contacts.release();
        if (request.equals(STORED)) {
          ledger.acknowledge(outstanding);
          outstanding = List.of();
        } else {
          ledger.takeBack(outstanding);
          outstanding = ledger.give(1 + random.nextInt(groupMax));
          out.write(line(outstanding).getBytes(StandardCharsets.UTF_8));
          out.flush();
        }
        request = requests.readLine();
      }
    } finally {
      ledger.takeBack(outstanding);
    }
  }

  private static String line(List<Attempt> attempts) {
    return attempts.stream().map(Attempt::toString).collect(Collectors.joining(" ", "", "\n"));
  }

  @Override
  public void close() throws IOException, InterruptedException {
    closed = true;
    server.close();
    thread.join(TimeUnit.SECONDS.toMillis(5));
  }
}
