package dev.millrace.testkit.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventQueueTest {
  private final ChanceStream chance = new Chance(7).stream(Chance.Domain.USER, "queue");
  private final Life life = new World(1).outside();

  private Event event(long sequence) {
    return new Event(chance.upTo(20), chance.upTo(3), sequence, life, "event", () -> {});
  }

  @Test
  void givesEventsByTimeThenTieBreakThenSequenceWhileOthersCome() {
    EventQueue queue = new EventQueue();
    List<Event> expected = new ArrayList<>();
    for (long sequence = 0; sequence < 2_000; sequence++) {
      Event event = event(sequence);
      queue.add(event);
      expected.add(event);
      if (chance.oneIn(3)) {
        Event first = expected.stream().min(Comparator.naturalOrder()).orElseThrow();
        assertEquals(first.nanos(), queue.firstNanos());
        assertEquals(first, queue.remove());
        expected.remove(first);
      }
    }
    expected.sort(Comparator.naturalOrder());
    for (Event event : expected) {
      assertEquals(event, queue.remove());
    }
    assertTrue(queue.isEmpty());
  }

  @Test
  void refusesToTakeFromNothing() {
    assertThrows(IllegalStateException.class, new EventQueue()::remove);
  }
}
