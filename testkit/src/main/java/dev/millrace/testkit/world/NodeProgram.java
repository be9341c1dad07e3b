package dev.millrace.testkit.world;

/** What a node runs from its start: builds fresh objects from the life's ports and its disk. */
@FunctionalInterface
public interface NodeProgram {
  /**
   * Starts the program in {@code life}. Called once per life, on the world's thread; it must take
   * all state from the node's disk, none from an earlier life.
   *
   * @throws Exception ends the run as failed: a scenario that expects a start to be refused catches
   *     the refusal itself
   */
  void start(Life life) throws Exception;
}
