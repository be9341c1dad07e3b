package dev.millrace.rdd.codec;

/**
 * A block names a class that this program does not read: not allowed, not there, or changed since.
 */
public final class RefusedClassException extends RecordDecodingException {

  private static final long serialVersionUID = 1L;

  private final String className;

  RefusedClassException(String className, String reason) {
    super("class " + className + " in a block is refused: " + reason);
    this.className = className;
  }

  RefusedClassException(String className, String reason, Throwable cause) {
    super("class " + className + " in a block is refused: " + reason, cause);
    this.className = className;
  }

  /** The name that was refused. */
  public String className() {
    return className;
  }
}
