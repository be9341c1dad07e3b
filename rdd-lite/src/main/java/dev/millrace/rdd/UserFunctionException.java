package dev.millrace.rdd;

/**
 * Carries what a user's function threw, with the name of the operation that called it, from the
 * record loop to the engine. Engines report it as a {@link JobFailedException} whose cause is the
 * user's own exception.
 */
public final class UserFunctionException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String operation;

  private UserFunctionException(String operation, Throwable cause) {
    // Without a stack trace of its own: the cause's is the one that tells.
    super(operation + " failed: " + cause, cause, false, false);
    this.operation = operation;
  }

  /**
   * The exception for what an operation's function threw; one that already names an operation is
   * kept.
   */
  public static UserFunctionException in(String operation, Throwable thrown) {
    return thrown instanceof UserFunctionException named
        ? named
        : new UserFunctionException(operation, thrown);
  }

  /** The operation that called the function, {@code map} for one. */
  public String operation() {
    return operation;
  }
}
