package dev.millrace.rdd.local;

import dev.millrace.rdd.ExecutorInfo;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * One executor: its slots, blocks, shuffle outputs and keyed state; a failure domain.
 * <em>Thread-safe</em> but for its slots.
 */
final class LocalExecutor {

  static final String HOST = "localhost";

  private final ExecutorInfo info;
  private final ExecutorPorts ports;
  private final FencedBlockStore blocks;
  private final ShuffleStore shuffles = new ShuffleStore();
  private final StateStore states = new StateStore();

  /**
   * Why it is lost; empty while it is alive. Written under the scheduler's lock, read by tasks
   * without it.
   */
  private volatile Optional<String> loss = Optional.empty();

  /** Guarded by the scheduler's lock. Invariant: from 0 to the number of slots. */
  private int slotsFree;

  LocalExecutor(String executorId, ExecutorPorts ports) {
    this.info = new ExecutorInfo(executorId, HOST);
    this.ports = ports;
    this.blocks = new FencedBlockStore(ports.blocks());
    this.slotsFree = ports.slots();
  }

  ExecutorInfo info() {
    return info;
  }

  String id() {
    return info.executorId();
  }

  Executor tasks() {
    return ports.tasks();
  }

  int slots() {
    return ports.slots();
  }

  FencedBlockStore blocks() {
    return blocks;
  }

  ShuffleStore shuffles() {
    return shuffles;
  }

  StateStore states() {
    return states;
  }

  boolean isAlive() {
    return loss.isEmpty();
  }

  Optional<String> loss() {
    return loss;
  }

  int slotsFree() {
    return slotsFree;
  }

  void takeSlot() {
    if (slotsFree < 1) {
      throw new IllegalStateException("executor " + id() + " has no free slot");
    }
    slotsFree--;
  }

  void returnSlot() {
    if (slotsFree >= ports.slots()) {
      throw new IllegalStateException("executor " + id() + " got a slot back that it never gave");
    }
    slotsFree++;
  }

  /** Marks it lost and fences its blocks; what it holds is freed by {@link #stop}. */
  void lose(String reason) {
    String message = "executor " + id() + " is lost: " + reason;
    blocks.fence(message);
    loss = Optional.of(reason);
    shuffles.clear();
    states.fence();
  }

  void stop() {
    ports.stop().run();
  }

  void awaitStopped() {
    ports.awaitStopped().run();
  }
}
