package dev.millrace.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Serves a file to one client over loopback as fast as it is taken, in a process of its own.
 * Arguments: the file. Prints {@code PORT n} when it listens and {@code FIRST_BYTE epochMillis}
 * when it starts to send; holds the connection open until its standard input ends.
 */
final class LineFeeder {

  private LineFeeder() {}

  public static void main(String[] args) throws IOException {
    try (FileChannel file = FileChannel.open(Path.of(args[0]));
        ServerSocketChannel server =
            ServerSocketChannel.open()
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      System.out.println("PORT " + server.socket().getLocalPort());
      try (SocketChannel client = server.accept()) {
        // The receiver connects while its context is still starting: wait for the word.
        if (System.in.read() < 0) {
          return;
        }
        System.out.println("FIRST_BYTE " + System.currentTimeMillis());
        long size = file.size();
        for (long sent = 0; sent < size; ) {
          sent += file.transferTo(sent, Math.min(size - sent, 8L << 20), client);
        }
        while (System.in.read() >= 0) {
          // the connection stays open until the consumer has been measured
        }
      }
    }
  }
}
