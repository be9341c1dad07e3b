package dev.millrace.receiver.supervisor;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Writes errors down for the driver, which shows them to people. */
final class ErrorText {

  /** Deeper stacks and longer chains of causes are cut off. */
  private static final int CHARACTERS_MAX = 8 << 10;

  private ErrorText() {}

  /** The error with its stack and causes. */
  static String of(Throwable error) {
    StringWriter text = new StringWriter();
    error.printStackTrace(new PrintWriter(text, true));
    String all = text.toString();
    return all.length() <= CHARACTERS_MAX ? all : all.substring(0, CHARACTERS_MAX) + "...";
  }
}
