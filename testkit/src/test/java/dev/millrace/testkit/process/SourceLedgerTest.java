package dev.millrace.testkit.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SourceLedgerTest {
  private final SourceLedger ledger = new SourceLedger();

  @Test
  void givesAgainWhatCameBackBeforeAnythingNew() {
    List<Attempt> first = ledger.give(2);
    assertEquals(List.of(new Attempt(0, 1), new Attempt(1, 1)), first);
    ledger.takeBack(first);
    assertEquals(List.of(new Attempt(0, 2), new Attempt(1, 2), new Attempt(2, 1)), ledger.give(3));
    assertEquals(5, ledger.given().size());
    assertEquals(Set.of(), ledger.acknowledged());
  }

  @Test
  void isDrainedOnceEveryRecordIsAcknowledged() {
    List<Attempt> group = ledger.give(2);
    assertFalse(ledger.isDrained());
    ledger.exhaust();
    ledger.takeBack(group);
    List<Attempt> again = ledger.give(5);
    assertEquals(List.of(new Attempt(0, 2), new Attempt(1, 2)), again);
    assertFalse(ledger.isDrained());
    ledger.acknowledge(again);
    assertTrue(ledger.isDrained());
    assertEquals(List.of(), ledger.give(5));
    assertEquals(Set.copyOf(again), ledger.acknowledged());
  }

  @Test
  void readsAttemptsBack() {
    assertEquals(new Attempt(17, 2), Attempt.parse("17:2"));
    assertEquals("17:2", new Attempt(17, 2).toString());
    for (String text : List.of("", "17", ":1", "17:", "17:0", "-1:1", "a:1", "1:1:1")) {
      assertThrows(IllegalArgumentException.class, () -> Attempt.parse(text), text);
    }
  }
}
