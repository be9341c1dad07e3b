package dev.millrace.receiver.host;

import dev.millrace.receiver.port.Monitor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A lock on which threads wait. <em>Thread-safe.</em> */
final class LockMonitor implements Monitor {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  @Override
  public void lock() {
    lock.lock();
  }

  @Override
  public void unlock() {
    lock.unlock();
  }

  @Override
  @SuppressWarnings("WaitNotInLoop") // its callers loop
  public void await(long nanos) throws InterruptedException {
    if (nanos == Long.MAX_VALUE) {
      changed.await();
    } else {
      long unused = changed.awaitNanos(nanos);
    }
  }

  @Override
  public void signalAll() {
    changed.signalAll();
  }

  @Override
  public <V> V join(CompletableFuture<V> result) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return result.get();
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new CompletionException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
