package dev.millrace.examples;

/** Where a server listens. <em>Immutable.</em> */
record HostAndPort(String host, int port) {

  /**
   * Reads {@code HOST:PORT}.
   *
   * @throws IllegalArgumentException if it is not of that form or the port is not between 1 and
   *     65535
   */
  static HostAndPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon <= 0) {
      throw new IllegalArgumentException("must be HOST:PORT, localhost:9999 for one: " + text);
    }
    int port;
    try {
      port = Integer.parseInt(text.substring(colon + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the port must be a number: " + text, e);
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("the port must be between 1 and 65535: " + text);
    }
    return new HostAndPort(text.substring(0, colon), port);
  }
}
