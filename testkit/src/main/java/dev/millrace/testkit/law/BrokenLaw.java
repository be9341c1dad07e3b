package dev.millrace.testkit.law;

/** A law does not hold. The message names the law and both sides of it. */
public final class BrokenLaw extends AssertionError {
  private static final long serialVersionUID = 1L;

  BrokenLaw(String law, String findings) {
    super("broken law: " + law + ": " + findings);
  }

  /** Fails unless both sides are the same. */
  static void unlessEqual(String law, String leftName, long left, String rightName, long right) {
    if (left != right) {
      throw new BrokenLaw(law, leftName + " " + left + ", " + rightName + " " + right);
    }
  }

  /** Fails if the left side is more than the right one. */
  static void ifMore(String law, String leftName, long left, String rightName, long right) {
    if (left > right) {
      throw new BrokenLaw(law, leftName + " " + left + ", " + rightName + " " + right);
    }
  }
}
