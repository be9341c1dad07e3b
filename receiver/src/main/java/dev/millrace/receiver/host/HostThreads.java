package dev.millrace.receiver.host;

/** Makes threads. */
final class HostThreads {

  private HostThreads() {}

  /** A thread that does not keep a program alive. */
  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
