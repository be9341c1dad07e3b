package dev.millrace.testkit.world;

/**
 * Unwinds the code of a node that has died. Thrown into the program where its life ends, and again
 * wherever a dead life touches the world; only the world catches it.
 *
 * <p>An {@link Error}, so that a program's handlers for exceptions do not mistake its own death for
 * a fault that they could treat.
 */
public final class NodeDeath extends Error {
  private static final long serialVersionUID = 1L;

  NodeDeath(String node, long life) {
    // No stack trace: deaths are many and say nothing about the code they unwind.
    super("life " + life + " of node " + node + " is over", null, false, false);
  }
}
