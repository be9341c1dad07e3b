package dev.millrace.scheduler.log;

/**
 * All that the driver remembers: what its events have made so far. <em>Owned by the driver
 * thread.</em>
 */
public interface JournalState {

  /**
   * Changes the state by one event; live and at recovery.
   *
   * @throws IllegalStateException if the event cannot follow those before it
   */
  void apply(DriverEvent event);

  /** Writes the state. */
  void encode(BinaryWriter out);

  /** Sets a state that is still empty to what {@link #encode} wrote. */
  void restore(BinaryReader in);
}
