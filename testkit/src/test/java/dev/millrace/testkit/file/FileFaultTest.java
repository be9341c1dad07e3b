package dev.millrace.testkit.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.testkit.file.FileFault.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FileFaultTest {

  @Test
  void isReadBackFromItsText() {
    for (Kind kind : Kind.values()) {
      for (FileOperation operation : FileOperation.values()) {
        if (kind.appliesTo(operation)) {
          FileFault fault = FileFault.once(kind, 3).at(operation).under("driver/").times(5);
          assertEquals(fault, FileFault.parse(fault.toString()));
        }
      }
      FileFault everywhere = FileFault.once(kind, 0).sticky();
      assertEquals(everywhere, FileFault.parse(everywhere.toString()));
    }
    assertEquals(
        "io-error@sync:a/b#3x5",
        FileFault.once(Kind.IO_ERROR, 3).at(FileOperation.SYNC).under("a/b").times(5).toString());
    assertEquals("no-space@any#12+", FileFault.once(Kind.NO_SPACE, 12).sticky().toString());
  }

  @Test
  void refusesWhatIsNoFault() {
    for (String text : List.of("", "io-error", "io-error@sync", "burnt@sync#1", "io-error@x#1")) {
      assertThrows(IllegalArgumentException.class, () -> FileFault.parse(text), text);
    }
    FileFault anywhere = FileFault.once(Kind.SYNC_LIES, 0);
    assertThrows(IllegalArgumentException.class, () -> anywhere.at(FileOperation.READ));
    assertThrows(IllegalArgumentException.class, () -> anywhere.times(0));
    assertThrows(IllegalArgumentException.class, () -> anywhere.under("a#b"));
    assertThrows(IllegalArgumentException.class, () -> FileFault.once(Kind.IO_ERROR, -1));
  }

  @Test
  void countsOnlyWhatItCanHit() {
    FaultSchedule schedule = new FaultSchedule();
    schedule.add(FileFault.once(Kind.NO_SPACE, 1).under("a/"));
    assertTrue(schedule.next(FileOperation.WRITE, "a/x").isEmpty());
    assertTrue(schedule.next(FileOperation.READ, "a/x").isEmpty());
    assertTrue(schedule.next(FileOperation.WRITE, "b/x").isEmpty());
    assertTrue(schedule.next(FileOperation.WRITE, "a/x").isPresent());
    assertTrue(schedule.next(FileOperation.WRITE, "a/x").isEmpty());
  }

  @Test
  void lastsAsLongAsItSays() {
    FaultSchedule schedule = new FaultSchedule();
    schedule.add(FileFault.once(Kind.IO_ERROR, 1).times(2));
    List<Boolean> hits =
        List.of(0, 1, 2, 3).stream()
            .map(i -> schedule.next(FileOperation.SYNC, "x").isPresent())
            .toList();
    assertEquals(List.of(false, true, true, false), hits);
  }

  @Test
  void doesNotShiftAnother() {
    FaultSchedule both = new FaultSchedule();
    both.add(FileFault.once(Kind.IO_ERROR, 0));
    both.add(FileFault.once(Kind.SLOW, 2));
    FaultSchedule one = new FaultSchedule();
    one.add(FileFault.once(Kind.SLOW, 2));
    for (int i = 0; i < 5; i++) {
      boolean slowOfBoth =
          both.next(FileOperation.SYNC, "x").filter(f -> f.kind() == Kind.SLOW).isPresent();
      assertEquals(one.next(FileOperation.SYNC, "x").isPresent(), slowOfBoth);
    }
  }

  @Test
  void knowsWhichKindsEndALife() {
    assertTrue(Kind.CRASH_BEFORE.isDeath());
    assertTrue(Kind.POWER_LOSS_AFTER.isDeath());
    assertFalse(Kind.SLOW.isDeath());
    assertFalse(Kind.IO_ERROR.isDeath());
  }
}
