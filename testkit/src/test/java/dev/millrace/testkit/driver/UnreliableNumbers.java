package dev.millrace.testkit.driver;

import dev.millrace.scheduler.input.DirectInput;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.input.LoggedRange;
import dev.millrace.scheduler.input.RangeRequest;
import dev.millrace.testkit.world.ChanceStream;
import dev.millrace.testkit.world.Life;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A source outside the process whose records are the numbers from 0 on, {@link #PER_SECOND} more
 * each second of the world; asking it takes long now and then, or fails.
 */
class UnreliableNumbers implements DirectInput<Long> {
  static final long PER_SECOND = 30;
  private static final int SLOW_ONE_IN = 4;
  private static final int FAILS_ONE_IN = 8;
  private static final long SLOW_NANOS_MAX = Duration.ofMillis(2_500).toNanos();

  private final Life life;
  private final ChanceStream chance;

  UnreliableNumbers(Life life) {
    this.life = life;
    this.chance = life.random("numbers");
  }

  @Override
  public Long latest(RangeRequest request) throws IOException {
    long latest = life.world().nanos() * PER_SECOND / Duration.ofSeconds(1).toNanos();
    if (chance.oneIn(SLOW_ONE_IN)) {
      life.sleep(Duration.ofNanos(chance.upTo(SLOW_NANOS_MAX)));
    }
    if (chance.oneIn(FAILS_ONE_IN)) {
      throw new IOException("the source is away");
    }
    return latest;
  }

  @Override
  public InputRange plan(RangeRequest request, Long latest) {
    long from = positionOf(request);
    return InputRange.of(
        Long.toString(latest),
        latest > from ? List.of(from + "-" + latest) : List.of(),
        latest - from);
  }

  /** Where the last range ended that is in a batch. */
  long positionOf(RangeRequest request) {
    return request
        .newest()
        .map(LoggedRange::range)
        .map(range -> Long.parseLong(range.position()))
        .orElse(0L);
  }

  @Override
  public Map<String, Object> metadata(InputRange range) {
    return Map.of("Description", String.join(", ", range.parts()));
  }
}
