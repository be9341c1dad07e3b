package dev.millrace.receiver.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.Receiver;
import org.junit.jupiter.api.Test;

class ReceiverCopierTest {

  /** A receiver with a field. */
  private static class Holder extends Receiver<String> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // what is not serialisable is the point
    private final Object held;

    private final int[] numbers = {1, 2};
    private final Class<?> primitive = int.class;

    Holder(Object held) {
      super(StorageLevel.MEMORY_ONLY());
      this.held = held;
    }

    @Override
    public void onStart() {}

    @Override
    public void onStop() {}
  }

  @Test
  void makesAnotherCopyForEachLaunch() {
    ReceiverCopier<String> copier = new ReceiverCopier<>(new Holder("x"));
    Holder first = (Holder) copier.copy();
    Holder second = (Holder) copier.copy();
    assertNotSame(first, second);
    assertEquals("x", second.held);
    assertEquals(2, second.numbers[1]);
    assertEquals(int.class, second.primitive);
    assertEquals(StorageLevel.MEMORY_ONLY(), second.storageLevel());
  }

  @Test
  void namesTheClassThatCannotBeSerialised() {
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ReceiverCopier<>(new Holder(new Thread("not started"))));
    assertTrue(refusal.getMessage().contains("java.lang.Thread"), refusal.getMessage());
    assertTrue(refusal.getMessage().contains("transient"), refusal.getMessage());
  }
}
