package dev.millrace.rdd.codec;

import java.util.concurrent.ArrayBlockingQueue;

/** Kryo instances that nobody uses at the moment. <em>Thread-safe.</em> */
final class KryoPool {

  /** More than this many at the same time are made anew each time. */
  private static final int IDLE_MAX = 32;

  private final ArrayBlockingQueue<BlockKryo> idle = new ArrayBlockingQueue<>(IDLE_MAX);

  /** An instance for the calling thread, which gives it back unless it failed. */
  BlockKryo take() {
    BlockKryo kryo = idle.poll();
    return kryo == null ? new BlockKryo() : kryo;
  }

  /** Takes an instance back; one too many is left to the collector. */
  @SuppressWarnings("CheckReturnValue")
  void giveBack(BlockKryo kryo) {
    idle.offer(kryo);
  }
}
