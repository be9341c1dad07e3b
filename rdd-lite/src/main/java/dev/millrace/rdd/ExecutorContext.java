package dev.millrace.rdd;

import java.util.List;

/** What a receiver's job finds on the executor that it was placed on. <em>Thread-safe.</em> */
public interface ExecutorContext {

  /** The executor. */
  ExecutorInfo executor();

  /**
   * The blocks of this executor. Every use throws {@link IllegalStateException} once the executor
   * is lost.
   */
  BlockStore blocks();

  /** The block stores of the other executors that are alive now, in the order of their ids. */
  List<Peer> peers();

  /** What the program's modules provide to its executors. */
  ExecutorServices services();

  /** Another executor's store. */
  record Peer(ExecutorInfo executor, BlockStore blocks) {}
}
