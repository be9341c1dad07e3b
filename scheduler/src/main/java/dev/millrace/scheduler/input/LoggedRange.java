package dev.millrace.scheduler.input;

import dev.millrace.time.Time;

/**
 * A range that is in a batch. <em>Immutable.</em>
 *
 * @param batchTime the batch's tick, at which or before which it was planned
 */
public record LoggedRange(Time batchTime, InputRange range) {}
