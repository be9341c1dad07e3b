package dev.millrace.testkit.hadoop;

/** In what way a file system is not what a caller might expect of one. */
public enum HadoopQuirk {
  /** Failures of the disk arrive as {@code FSError}, which is no exception. */
  FS_ERROR,
  /** A rename that fails returns false instead of throwing. */
  RENAME_RETURNS_FALSE,
  /** Streams sync nothing and say that they cannot. */
  NO_HSYNC,
  /** A file's length is reported as it was when the file was created: 0. */
  STALE_LENGTH
}
