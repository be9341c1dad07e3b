package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class KeyStateTest {

  private static void refused(String part, Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    assertTrue(message.contains("key k") && message.contains(part), message);
  }

  @Test
  void aKeyWithoutStateSaysSoByName() {
    KeyState<String, Integer> state = KeyState.of("k", Optional.empty());
    assertFalse(state.exists());
    assertFalse(state.isTimingOut());
    assertEquals(Optional.empty(), state.getOption());
    assertEquals("<state not set>", state.toString());
    String message = assertThrows(NoSuchElementException.class, state::get).getMessage();
    assertTrue(message.contains("key k has no state;"), message);
  }

  @Test
  void aStateIsReadAndUpdated() {
    KeyState<String, Integer> state = KeyState.of("k", Optional.of(1));
    assertTrue(state.exists());
    assertEquals(1, state.get());
    assertFalse(state.isUpdated());
    state.update(2);
    state.update(3);
    assertTrue(state.isUpdated());
    assertEquals(Optional.of(3), state.getOption());
    assertEquals("3", state.toString());
  }

  @Test
  void aRemovedStateIsGoneAndStaysGone() {
    KeyState<String, Integer> state = KeyState.of("k", Optional.of(1));
    state.remove();
    assertTrue(state.isRemoved());
    assertFalse(state.exists());
    String message = assertThrows(NoSuchElementException.class, state::get).getMessage();
    assertTrue(message.contains("was removed"), message);
    refused("updated: it has been removed", () -> state.update(2));
    refused("removed: it has been removed", state::remove);
  }

  @Test
  void aStateThatWasUpdatedMayBeRemoved() {
    KeyState<String, Integer> state = KeyState.of("k", Optional.empty());
    state.update(1);
    state.remove();
    assertTrue(state.isRemoved());
    assertFalse(state.isUpdated());
  }

  @Test
  void aStateThatIsTimingOutCanOnlyBeRead() {
    KeyState<String, Integer> state = KeyState.timingOut("k", 7);
    assertTrue(state.isTimingOut());
    assertTrue(state.exists());
    assertEquals(7, state.get());
    refused("updated: it is timing out", () -> state.update(2));
    refused("removed: it is timing out", state::remove);
    assertEquals(7, state.get());
  }

  @Test
  void aStateCannotBecomeNull() {
    KeyState<String, Integer> state = KeyState.of("k", Optional.of(1));
    refused("remove()", () -> state.update(null));
    assertEquals(1, state.get());
  }
}
