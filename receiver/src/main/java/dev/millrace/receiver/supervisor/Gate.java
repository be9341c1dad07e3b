package dev.millrace.receiver.supervisor;

/**
 * Lets what a launch shows outside through until the launch is fenced. <em>Thread-safe.</em>
 *
 * <p>Closing waits for an action that is going through, so when {@link #close} has returned nothing
 * more is seen outside. The actions are short: a message handed over, no more.
 */
final class Gate {

  private boolean closed;

  synchronized void pass(Runnable action) {
    if (!closed) {
      action.run();
    }
  }

  synchronized void close() {
    closed = true;
  }

  synchronized boolean isClosed() {
    return closed;
  }
}
