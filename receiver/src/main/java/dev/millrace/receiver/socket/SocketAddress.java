package dev.millrace.receiver.socket;

import java.io.Serializable;

/** The host and port of a source. <em>Immutable.</em> */
record SocketAddress(String host, int port) implements Serializable {

  SocketAddress {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host must not be blank: '" + host + "'");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port must be between 1 and 65535: " + port);
    }
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
