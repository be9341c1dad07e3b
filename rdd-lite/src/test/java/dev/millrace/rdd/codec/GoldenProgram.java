package dev.millrace.rdd.codec;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The program whose blocks are golden files. Never changed: the files are read for ever. */
final class GoldenProgram {

  private GoldenProgram() {}

  record Reading(String sensor, long at, double value, Unit unit, Optional<Reading> before) {}

  enum Unit {
    KELVIN,
    PASCAL
  }

  static final class Account {
    private final int number;
    private final String owner;
    private final Map<String, List<Integer>> bookings;

    Account(int number, String owner, Map<String, List<Integer>> bookings) {
      this.number = number;
      this.owner = owner;
      this.bookings = bookings;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Account account
          && number == account.number
          && owner.equals(account.owner)
          && bookings.equals(account.bookings);
    }

    @Override
    public int hashCode() {
      return Objects.hash(number, owner, bookings);
    }
  }

  static List<Object> records() {
    Reading before = new Reading("s1", 1_700_000_000_000L, -1.5, Unit.KELVIN, Optional.empty());
    return Arrays.asList(
        before,
        new Reading(null, -1, 0.1, null, Optional.of(before)),
        Unit.PASCAL,
        new Account(7, "Gr\u00fc\u00df \uD83D\uDE00", Map.of("may", List.of(1, -2))),
        null);
  }
}
