package dev.millrace.testkit.suspect;

import java.util.List;

/**
 * What a method does, as far as it matters here. <em>Immutable.</em>
 *
 * @param className with slashes
 * @param calls methods that it calls, and methods that it makes lambdas and references of
 * @param created classes that it makes objects of
 * @param read classes whose static fields it reads
 * @param sourceFile the source file's name
 */
record MethodCode(
    String className,
    String name,
    String descriptor,
    List<Call> calls,
    List<String> created,
    List<String> read,
    String sourceFile) {

  MethodCode {
    calls = List.copyOf(calls);
    created = List.copyOf(created);
    read = List.copyOf(read);
  }

  boolean is(String otherName, String otherDescriptor) {
    return name.equals(otherName) && descriptor.equals(otherDescriptor);
  }

  /** The method, and a line of it, as a stack trace has them. */
  String place(int line) {
    return className.replace('/', '.')
        + "."
        + name
        + " ("
        + sourceFile
        + (line == 0 ? "" : ":" + line)
        + ")";
  }
}
