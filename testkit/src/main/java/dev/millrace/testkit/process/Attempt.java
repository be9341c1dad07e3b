package dev.millrace.testkit.process;

/**
 * One attempt of a source to give a record away; as text, {@code number:attempt}.
 * <em>Immutable.</em>
 *
 * @param number the record's number, from 0
 * @param attempt how often it was given away, this time included
 */
public record Attempt(long number, int attempt) implements Comparable<Attempt> {
  /** Checks that there is such an attempt. */
  public Attempt {
    if (number < 0 || attempt < 1) {
      throw new IllegalArgumentException(
          "records are numbered from 0 and attempts from 1: " + number + ":" + attempt);
    }
  }

  /**
   * Reads an attempt back from its text.
   *
   * @throws IllegalArgumentException if the text is not {@code number:attempt}
   */
  public static Attempt parse(String text) {
    int colon = text.indexOf(':');
    try {
      return new Attempt(
          Long.parseLong(text.substring(0, Math.max(colon, 0))),
          Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("an attempt is written number:attempt: " + text, e);
    }
  }

  @Override
  public int compareTo(Attempt other) {
    int byNumber = Long.compare(number, other.number);
    return byNumber != 0 ? byNumber : Integer.compare(attempt, other.attempt);
  }

  @Override
  public String toString() {
    return number + ":" + attempt;
  }
}
