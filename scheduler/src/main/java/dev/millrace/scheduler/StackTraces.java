package dev.millrace.scheduler;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Failures as text for people. */
public final class StackTraces {

  private StackTraces() {}

  /** The failure with its causes and their stack traces. */
  public static String of(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
