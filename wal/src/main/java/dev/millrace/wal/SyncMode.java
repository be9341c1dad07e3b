package dev.millrace.wal;

/** What an append waits for before it completes. */
public enum SyncMode {
  /** The bytes survive a power loss. */
  SYNC,
  /**
   * The bytes are with the operating system: they survive the death of the process, not a power
   * loss.
   */
  NONE
}
