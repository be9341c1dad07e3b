package dev.millrace.testkit.suspect;

/**
 * A method, and where it is named in the bytecode of another. <em>Immutable.</em>
 *
 * @param owner the class, with slashes
 * @param line in the caller's source file, 0 when the class file does not tell
 * @param virtual whether an object's class may choose another method
 */
record Call(String owner, String name, String descriptor, int line, boolean virtual) {
  /** Owner and name as a program writes them. */
  String text() {
    String type = owner.substring(owner.lastIndexOf('/') + 1).replace('$', '.');
    return name.equals("<init>") ? "new " + type + "()" : type + "." + name + "()";
  }
}
