package dev.millrace.streaming;

import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The state of one key during one call: UNCHANGED → UPDATED → REMOVED, or TIMING_OUT throughout.
 */
final class KeyState<K, S> implements State<S> {

  private enum Change {
    UNCHANGED,
    UPDATED,
    REMOVED,
    TIMING_OUT
  }

  private final K key;
  private Optional<S> state;
  private Change change;

  private KeyState(K key, Optional<S> state, Change change) {
    this.key = key;
    this.state = state;
    this.change = change;
  }

  static <K, S> KeyState<K, S> of(K key, Optional<S> state) {
    return new KeyState<>(key, state, Change.UNCHANGED);
  }

  static <K, S> KeyState<K, S> timingOut(K key, S state) {
    return new KeyState<>(key, Optional.of(state), Change.TIMING_OUT);
  }

  boolean isUpdated() {
    return change == Change.UPDATED;
  }

  boolean isRemoved() {
    return change == Change.REMOVED;
  }

  @Override
  public boolean exists() {
    return state.isPresent();
  }

  @Override
  public S get() {
    return state.orElseThrow(
        () ->
            new NoSuchElementException(
                "key "
                    + key
                    + (isRemoved() ? " has no state any more: it was removed" : " has no state")
                    + "; ask exists() or getOption() first"));
  }

  @Override
  public void update(S newState) {
    if (newState == null) {
      throw new IllegalArgumentException(
          "the state of key " + key + " cannot become null: remove() forgets the key");
    }
    refuseChange("updated");
    state = Optional.of(newState);
    change = Change.UPDATED;
  }

  @Override
  public void remove() {
    refuseChange("removed");
    state = Optional.empty();
    change = Change.REMOVED;
  }

  private void refuseChange(String what) {
    if (change == Change.REMOVED) {
      throw new IllegalArgumentException(
          "the state of key " + key + " cannot be " + what + ": it has been removed already");
    }
    if (change == Change.TIMING_OUT) {
      throw new IllegalArgumentException(
          "the state of key "
              + key
              + " cannot be "
              + what
              + ": it is timing out and goes after this call; ask isTimingOut() first");
    }
  }

  @Override
  public boolean isTimingOut() {
    return change == Change.TIMING_OUT;
  }

  @Override
  public String toString() {
    return state.map(String::valueOf).orElse("<state not set>");
  }
}
