package dev.millrace.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sends lines of text to every client that connects to its loopback port: a source for
 * demonstrations. <em>Thread-safe.</em> {@link #close} ends its threads and frees the port.
 */
final class TextServer implements AutoCloseable {

  private static final List<String> LINES =
      List.of(
          "the water turns the wheel and the wheel turns the stone",
          "grain after grain the miller fills the sack",
          "what the river brings the mill takes in",
          "no sack is lost and none is counted twice",
          "the race runs full the wheel runs on");

  private final ServerSocket server;
  private final Iterable<String> text;
  private final Duration pause;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Socket> clients = new ArrayList<>();

  private TextServer(ServerSocket server, Iterable<String> text, Duration pause) {
    this.server = server;
    this.text = text;
    this.pause = pause;
  }

  /** Starts to send a text of its own, over and over, a line per {@code pause}. */
  static TextServer start(Duration pause) {
    return start(TextServer::endlessly, pause);
  }

  /**
   * Starts to send {@code text} to each client, a line per {@code pause}; at its end the connection
   * stays open.
   */
  static TextServer start(Iterable<String> text, Duration pause) {
    try {
      TextServer started =
          new TextServer(new ServerSocket(0, 16, InetAddress.getLoopbackAddress()), text, pause);
      started.spawn("text-server", started::acceptClients);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on a loopback port", e);
    }
  }

  private static Iterator<String> endlessly() {
    return Stream.generate(() -> LINES).flatMap(List::stream).iterator();
  }

  int port() {
    return server.getLocalPort();
  }

  private synchronized void spawn(String name, Runnable body) {
    Thread thread = new Thread(body, name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void acceptClients() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        synchronized (this) {
          clients.add(client);
        }
        spawn("text-server-client", () -> sendLines(client));
      } catch (IOException e) {
        if (!server.isClosed()) {
          throw new UncheckedIOException("cannot accept a client", e);
        }
      }
    }
  }

  private void sendLines(Socket client) {
    try (client) {
      OutputStream out = client.getOutputStream();
      for (String line : text) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        Thread.sleep(pause.toMillis());
      }
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The client has gone: that is how a client ends.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      List<Thread> running;
      synchronized (this) {
        for (Socket client : clients) {
          client.close();
        }
        running = List.copyOf(threads);
      }
      for (Thread thread : running) {
        thread.interrupt();
        thread.join();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the text server", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
