package dev.millrace.migration;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server on a free loopback port that sends the same lines to whoever connects, then waits. */
final class FeedServer implements AutoCloseable {

  private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final Thread thread;

  FeedServer(String lines) throws IOException {
    this.thread = new Thread(() -> serve(lines), "feed");
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return server.getLocalPort();
  }

  private void serve(String lines) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        OutputStream out = socket.getOutputStream();
        out.write(lines.getBytes(StandardCharsets.UTF_8));
        out.flush();
        // The program's side ends the connection: it never sends, so this waits for its end.
        while (socket.getInputStream().read() >= 0) {}
      } catch (IOException e) {
        // The server was closed, or the program was killed: both end a connection here.
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
