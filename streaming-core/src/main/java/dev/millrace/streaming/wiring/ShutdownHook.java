package dev.millrace.streaming.wiring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An action at the end of the JVM, for as long as it is wanted. <em>Thread-safe.</em> */
public final class ShutdownHook {

  private static final Logger LOG = LoggerFactory.getLogger(ShutdownHook.class);

  private final Thread thread;

  /**
   * Registers an action.
   *
   * @param name the name of the thread that it runs on
   */
  public ShutdownHook(String name, Runnable action) {
    thread = new Thread(action, name);
    Runtime.getRuntime().addShutdownHook(thread);
  }

  /** Takes the action back; no effect once the JVM is ending, or when it was taken back before. */
  public void remove() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      LOG.debug("The process is ending, so its hook stays", e);
    }
  }
}
