package dev.millrace.receiver.store;

import dev.millrace.rdd.BlockStore;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.ExecutorContext;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceiverListener;
import dev.millrace.receiver.port.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts blocks into the block stores of the receiver's executor and of as many others as the storage
 * level asks for. <em>Thread-safe.</em>
 *
 * <p>The others are asked in the order of their ids, beginning behind the receiver's own, so that
 * receivers on different executors use different ones. One that fails or takes too long is passed
 * over for the next; when there are too few, the block has fewer copies, which is counted.
 */
final class BlockCopies {

  private static final Logger LOG = LoggerFactory.getLogger(BlockCopies.class);

  private final ExecutorContext executor;
  private final StorageLevel level;
  private final boolean logged;
  private final Executor storage;
  private final Timers timers;
  private final Duration peerTimeout;
  private final ReceiverListener counters;

  /**
   * @param logged whether a log holds every block too, so that one that finds no room is safe
   *     without its copy
   * @param storage runs what may block
   * @param peerTimeout wait for another executor's store
   */
  BlockCopies(
      ExecutorContext executor,
      StorageLevel level,
      boolean logged,
      Executor storage,
      Timers timers,
      Duration peerTimeout,
      ReceiverListener counters) {
    this.executor = executor;
    this.level = level;
    this.logged = logged;
    this.storage = storage;
    this.timers = timers;
    this.peerTimeout = peerTimeout;
    this.counters = counters;
  }

  /**
   * Stores a block.
   *
   * @return completed with the executors that hold it: the own one, then the others. Fails if the
   *     own store does; while that has no room it waits, unless the block is logged
   */
  CompletableFuture<List<String>> put(BlockId id, BlockValue value) {
    CompletableFuture<Void> own = new CompletableFuture<>();
    storage.execute(new OwnPut(id, value, own));
    List<CompletableFuture<List<String>>> others = new ArrayList<>();
    List<ExecutorContext.Peer> candidates = Collections.synchronizedList(candidates());
    for (int copy = 1; copy < level.replication(); copy++) {
      others.add(putToNext(candidates, id, value));
    }
    return CompletableFuture.allOf(others.toArray(CompletableFuture<?>[]::new))
        .thenCombine(own, (all, stored) -> executorsOf(id, others));
  }

  private List<String> executorsOf(BlockId id, List<CompletableFuture<List<String>>> others) {
    List<String> executors = new ArrayList<>();
    executors.add(executor.executor().executorId());
    others.forEach(other -> executors.addAll(other.join()));
    if (executors.size() < level.replication()) {
      counters.onUnderReplicated(id, executors.size(), level.replication());
    }
    return executors;
  }

  /** Removes what was stored of a block, wherever that is. May block on the disk. */
  void remove(BlockId id) {
    remove(id, executor.blocks());
    executor.peers().forEach(peer -> remove(id, peer.blocks()));
  }

  private static void remove(BlockId id, BlockStore blocks) {
    try {
      blocks.remove(id);
    } catch (IllegalStateException e) {
      LOG.debug("{} went with its executor", id, e);
    }
  }

  private List<ExecutorContext.Peer> candidates() {
    List<ExecutorContext.Peer> peers = new ArrayList<>(executor.peers());
    String own = executor.executor().executorId();
    peers.sort(
        Comparator.comparing((ExecutorContext.Peer peer) -> isBehind(own, peer) ? 0 : 1)
            .thenComparing(peer -> peer.executor().executorId(), BlockCopies::compareIds));
    return peers;
  }

  private static boolean isBehind(String own, ExecutorContext.Peer peer) {
    return compareIds(peer.executor().executorId(), own) > 0;
  }

  /** Numbers by value, so that 10 follows 9. */
  private static int compareIds(String left, String right) {
    int byLength = Integer.compare(left.length(), right.length());
    return byLength != 0 ? byLength : left.compareTo(right);
  }

  /** Tries one candidate after the other; completes with the one that took it, or with none. */
  private CompletableFuture<List<String>> putToNext(
      List<ExecutorContext.Peer> candidates, BlockId id, BlockValue value) {
    if (candidates.isEmpty()) {
      return CompletableFuture.completedFuture(List.of());
    }
    ExecutorContext.Peer peer = candidates.remove(0);
    String peerId = peer.executor().executorId();
    CompletableFuture<Boolean> put =
        CompletableFuture.supplyAsync(
            () -> peer.blocks().put(id, value, level, BlockStore.Retention.PINNED), storage);
    Runnable cancel = timers.after(peerTimeout, () -> put.complete(false));
    return put.handle(
            (taken, failure) -> {
              cancel.run();
              if (failure != null) {
                LOG.debug("{} was not copied to executor {}", id, peerId, failure);
              }
              return failure == null && taken;
            })
        .thenCompose(
            taken ->
                taken
                    ? CompletableFuture.completedFuture(List.of(peerId))
                    : putToNext(candidates, id, value));
  }

  /** Puts a block into the own store, again whenever there may be room for it. */
  private final class OwnPut implements Runnable {
    private final BlockId id;
    private final BlockValue value;
    private final CompletableFuture<Void> stored;

    OwnPut(BlockId id, BlockValue value, CompletableFuture<Void> stored) {
      this.id = id;
      this.value = value;
      this.stored = stored;
    }

    @Override
    public void run() {
      try {
        if (isPut() || logged) {
          stored.complete(null);
          return;
        }
        Runnable ignore = executor.blocks().onRoom(this::again);
        CompletableFuture<Void> unused = stored.whenComplete((done, failure) -> ignore.run());
        again(); // room may have come before anybody listened for it
      } catch (RuntimeException | Error e) {
        stored.completeExceptionally(e);
      }
    }

    private void again() {
      storage.execute(
          () -> {
            try {
              if (!stored.isDone() && isPut()) {
                stored.complete(null);
              }
            } catch (RuntimeException | Error e) {
              stored.completeExceptionally(e);
            }
          });
    }

    private boolean isPut() {
      return executor.blocks().put(id, value, level, BlockStore.Retention.PINNED);
    }
  }
}
