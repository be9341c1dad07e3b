package dev.millrace.rdd.host;

import dev.millrace.rdd.local.TaskThread;

/** A thread of this process that runs a task. <em>Thread-safe.</em> */
record HostThread(Thread thread) implements TaskThread {

  static HostThread current() {
    return new HostThread(Thread.currentThread());
  }

  @Override
  public void interrupt() {
    thread.interrupt();
  }

  @Override
  public void clearInterrupt() {
    Thread.interrupted();
  }
}
