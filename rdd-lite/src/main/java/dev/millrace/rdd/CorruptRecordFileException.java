package dev.millrace.rdd;

/**
 * Files of records – a checkpoint, or what {@code saveAsObjectFile} wrote – are not what was
 * written: damaged, incomplete, or something else altogether. The message names the file, the
 * offset where it is known, and what is wrong.
 */
public final class CorruptRecordFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The exception for a file. */
  public CorruptRecordFileException(String file, String reason) {
    super(file + " cannot be read: " + reason);
  }

  /** The exception for a file, with what showed it. */
  public CorruptRecordFileException(String file, String reason, Throwable cause) {
    super(file + " cannot be read: " + reason, cause);
  }
}
