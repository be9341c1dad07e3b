package dev.millrace.testkit.net;

import dev.millrace.receiver.network.Connection;
import dev.millrace.receiver.network.ConnectionHandler;
import dev.millrace.receiver.network.NetworkPort;
import dev.millrace.receiver.network.StreamHandler;
import dev.millrace.testkit.world.Life;
import java.time.Duration;

/** The sockets of one life. <em>Owned by the world's thread.</em> */
final class SimulatedSockets implements NetworkPort {
  private final SimulatedNetwork network;
  private final Life life;

  SimulatedSockets(SimulatedNetwork network, Life life) {
    this.network = network;
    this.life = life;
  }

  @Override
  public Connection connect(String host, int port, ConnectionHandler handler) {
    life.checkAlive();
    SimulatedConnection connection = new SimulatedConnection(network, life, host, port, handler);
    connection.connect();
    return connection.receiving();
  }

  @Override
  public Connection connectStream(String host, int port, StreamHandler handler) {
    // Receivers answer what they are refused with a restart, so the run itself has to fail.
    network
        .world()
        .after(
            Duration.ZERO,
            host + ":" + port,
            () -> {
              throw new UnsupportedOperationException(
                  "a stream of "
                      + host
                      + ":"
                      + port
                      + " is read on a thread of its own, which no simulation can run: simulate the"
                      + " program with socketTextStream, or with a receiver that starts no thread");
            });
    throw new UnsupportedOperationException("no stream of " + host + ":" + port);
  }
}
