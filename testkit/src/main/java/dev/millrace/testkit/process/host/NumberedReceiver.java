package dev.millrace.testkit.process.host;

import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.codec.LineCodec;
import dev.millrace.receiver.Receiver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** Takes groups of records from the source and acknowledges each once it is stored for good. */
final class NumberedReceiver extends Receiver<String> {
  private static final long serialVersionUID = 1L;
  private static final long IDLE_MILLIS = 20;

  private final int port;
  private final int paddingBytes;
  private transient Thread thread;

  /**
   * A receiver of the source at a loopback port.
   *
   * @param paddingBytes how much longer each record is made, to fill logs
   */
  NumberedReceiver(int port, int paddingBytes) {
    super(StorageLevel.MEMORY_AND_DISK_SER());
    this.port = port;
    this.paddingBytes = paddingBytes;
  }

  @Override
  public RecordCodec<String> codec(List<String> readablePrefixes) {
    return new LineCodec();
  }

  @Override
  public void onStart() {
    thread = new Thread(this::receive, "numbered-receiver");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void onStop() {
    thread.interrupt();
  }

  private void receive() {
    try (Socket connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
      connection.setTcpNoDelay(true);
      BufferedReader records =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
      while (!isStopped()) {
        say(connection, SourceServer.MORE);
        String line = records.readLine();
        if (line == null) {
          throw new IOException("the source at port " + port + " has hung up");
        }
        if (line.isEmpty()) {
          Thread.sleep(IDLE_MILLIS);
        } else {
          store(Stream.of(line.split(" ")).map(this::padded).toList());
          say(connection, SourceServer.STORED);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void say(Socket connection, String word) throws IOException {
    OutputStream out = connection.getOutputStream();
    out.write((word + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private String padded(String attempt) {
    return attempt + " " + "x".repeat(paddingBytes);
  }

  /** The attempt that a record carries. */
  static String unpadded(String record) {
    return record.substring(0, record.indexOf(' '));
  }
}
