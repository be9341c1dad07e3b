package dev.millrace.streaming;

import java.util.Optional;

/**
 * The state of one key, as the function of {@code mapWithState} sees it. Valid during the call it
 * was given to, on the thread of the call.
 *
 * <p>State objects are kept as they are: the version of an earlier batch, from which a task that is
 * tried again begins, refers to the same object. Give {@link #update} a new object instead of
 * changing the one from {@link #get}.
 *
 * @param <S> the type of the state
 */
public interface State<S> {

  /** Whether the key has a state now: it had one, or {@link #update} gave it one. */
  boolean exists();

  /**
   * The state of the key.
   *
   * @throws java.util.NoSuchElementException naming the key, if it has none
   */
  S get();

  /**
   * Gives the key a state, in place of the one it has.
   *
   * @throws IllegalArgumentException if the state was removed in the same call, the key is timing
   *     out, or the new state is null
   */
  void update(S newState);

  /**
   * Removes the state, with which the key is forgotten.
   *
   * @throws IllegalArgumentException if it was removed in the same call already, or the key is
   *     timing out, which removes it anyway
   */
  void remove();

  /**
   * Whether the function is called because the key was idle for longer than the timeout, for the
   * last time. Only with {@link StateSpec#timeout}.
   */
  boolean isTimingOut();

  /** The state of the key, empty if it has none. */
  default Optional<S> getOption() {
    return exists() ? Optional.of(get()) : Optional.empty();
  }
}
