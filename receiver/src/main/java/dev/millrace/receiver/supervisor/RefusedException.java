package dev.millrace.receiver.supervisor;

/**
 * The driver does not take what this incarnation of a receiver sends; another one is, or will be,
 * in its place.
 */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RefusedException(String reason) {
    super(reason);
  }
}
