package dev.millrace.testkit.suspect;

/**
 * Something in a program's code that can make its runs differ. <em>Immutable.</em>
 *
 * @param operation the operation that the code was given to, and where the program called it
 * @param misuse what the code does
 * @param where by which call of which method, or by which object
 */
public record Suspect(String operation, String misuse, String where) {
  /** {@code map at WordCount.java:12 reads a clock: System.nanoTime() in …}. */
  @Override
  public String toString() {
    return operation + " " + misuse + ": " + where;
  }
}
