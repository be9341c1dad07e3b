package dev.millrace.testkit.net;

/** What an endpoint does with a message. Called on the world's thread, as an event of its life. */
@FunctionalInterface
public interface MessageHandler {
  /**
   * Takes a message.
   *
   * @param from the endpoint that sent it, and that an answer goes to
   * @param message the message; the same object for all who get it, so it must be immutable
   */
  void onMessage(String from, Object message);
}
