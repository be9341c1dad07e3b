package dev.millrace.testkit.actor;

import dev.millrace.testkit.world.ChanceStream;
import dev.millrace.testkit.world.Life;
import dev.millrace.wal.LogThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one dispatcher. Mailboxes with messages wait in a list; a thread that is free
 * takes any of them, by the seed. <em>Owned by the world's thread.</em>
 */
final class SeededExecutor extends AbstractExecutorService {
  private final ActorThreads threads;
  private final List<LogThread> workers = new ArrayList<>();
  private final List<Runnable> waiting = new ArrayList<>();
  private final ChanceStream chance;
  private boolean shutdown;

  SeededExecutor(ActorThreads threads, String name, int threadCount) {
    this.threads = threads;
    Life life = threads.life();
    this.chance = life.random(name);
    for (int number = 0; number < threadCount; number++) {
      workers.add(life.thread(name + "-" + number));
    }
  }

  @Override
  public void execute(Runnable mailbox) {
    if (threads.isBooting()) {
      threads.runAtOnce(mailbox);
      return;
    }
    waiting.add(mailbox);
    workers.get(chance.nextInt(workers.size())).execute(this::runOne);
  }

  private void runOne() {
    int index = chance.nextInt(waiting.size());
    threads.life().world().mixIn(index);
    waiting.remove(index).run();
  }

  @Override
  public void shutdown() {
    shutdown = true;
  }

  @Override
  public List<Runnable> shutdownNow() {
    shutdown = true;
    List<Runnable> left = List.copyOf(waiting);
    waiting.clear();
    return left;
  }

  @Override
  public boolean isShutdown() {
    return shutdown;
  }

  @Override
  public boolean isTerminated() {
    return shutdown && waiting.isEmpty();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    threads.life().await(this::isTerminated);
    return true;
  }
}
