package dev.millrace.receiver.block;

import dev.millrace.time.Time;

/**
 * What a {@link BlockIntake} tells its surroundings. Called with the receiver's monitor held: must
 * be quick, must not throw and must not call the intake.
 */
public interface IntakeListener {

  /** There is a block to store. */
  void onBlockWaiting();

  /** Everything accepted before the tick was announced is acknowledged. */
  void onTickSealed(Time tick);

  /** All generators have stopped and every block is acknowledged. */
  void onDrained();

  /** {@link BlockIntake#sealDue} wants to be called after this many nanoseconds. */
  void onSealTimer(long delayNanos);

  /** Records that were refused may be offered again. */
  void onRoom();

  /** A user's listener threw. */
  void onListenerFailure(RuntimeException failure);
}
