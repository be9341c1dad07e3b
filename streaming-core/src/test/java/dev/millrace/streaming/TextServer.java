package dev.millrace.streaming;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A server on a free loopback port that sends what it is told to whoever is connected. */
final class TextServer implements AutoCloseable {

  private final ServerSocket server;
  private final BlockingQueue<byte[]> toSend = new LinkedBlockingQueue<>();
  private final Thread thread;

  TextServer() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    thread = new Thread(this::serve, "text-server");
    thread.setDaemon(true);
    thread.start();
  }

  String host() {
    return server.getInetAddress().getHostAddress();
  }

  int port() {
    return server.getLocalPort();
  }

  void send(String... lines) {
    for (String line : lines) {
      toSend.add((line + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  void sendBytes(byte[] bytes) {
    toSend.add(bytes);
  }

  /** Ends the connection behind what is to be sent; the server waits for another. */
  void hangUp() {
    toSend.add(new byte[0]);
  }

  private void serve() {
    while (!server.isClosed()) {
      try (Socket socket = server.accept();
          OutputStream out = socket.getOutputStream()) {
        for (byte[] next = toSend.take(); next.length > 0; next = toSend.take()) {
          out.write(next);
          out.flush();
        }
      } catch (IOException e) {
        // The client or the test has hung up.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    server.close();
    thread.interrupt();
    thread.join();
  }
}
