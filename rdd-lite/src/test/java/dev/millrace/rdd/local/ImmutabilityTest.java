package dev.millrace.rdd.local;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.function.Tuple2;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ImmutabilityTest {

  private final Immutability immutability = new Immutability();

  private record Average(long sum, long count, String unit, Duration over) {}

  private record Holder(List<String> names) {}

  @Test
  void knowsPlainValuesAndRecordsOfThem() {
    for (Object value :
        Arrays.asList(
            null,
            1,
            2L,
            3.0,
            "text",
            true,
            'c',
            new BigDecimal("1.5"),
            TimeUnit.SECONDS,
            Instant.EPOCH,
            new Average(1, 2, "ms", Duration.ZERO),
            new Tuple2<>("a", new Tuple2<>(1, null)))) {
      assertTrue(immutability.isImmutable(value), () -> String.valueOf(value));
    }
  }

  @Test
  void doubtsEverythingElse() {
    for (Object value :
        List.of(
            new ArrayList<>(),
            List.of(),
            new int[0],
            new java.util.BitSet(),
            new Holder(List.of()),
            new Tuple2<>("a", new ArrayList<>()),
            Optional.of(1),
            new Object(),
            new java.util.concurrent.atomic.AtomicInteger())) {
      assertFalse(immutability.isImmutable(value), value::toString);
    }
  }
}
