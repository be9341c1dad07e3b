package dev.millrace.scheduler.core;

import dev.millrace.scheduler.input.DirectInput;
import dev.millrace.scheduler.input.InputRange;
import dev.millrace.scheduler.input.LoggedRange;
import dev.millrace.scheduler.input.RangeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records that are the numbers from 0 on; how many there are is the test's choice. */
final class NumberedInput implements DirectInput<Long> {

  final List<RangeRequest> requests = new ArrayList<>();
  long available;
  boolean immediate;
  Optional<RuntimeException> failure = Optional.empty();

  @Override
  public boolean isImmediate() {
    return immediate;
  }

  @Override
  public Long latest(RangeRequest request) {
    requests.add(request);
    failure.ifPresent(
        thrown -> {
          throw thrown;
        });
    return available;
  }

  @Override
  public InputRange plan(RangeRequest request, Long latest) {
    long from =
        request
            .newest()
            .map(LoggedRange::range)
            .map(InputRange::position)
            .map(Long::parseLong)
            .orElse(0L);
    long to = Math.min(latest, from + request.recordsMax().orElse(Long.MAX_VALUE / 2));
    return InputRange.of(
        Long.toString(to), from == to ? List.of() : List.of(from + "-" + to), to - from);
  }

  @Override
  public Map<String, Object> metadata(InputRange range) {
    return Map.of("Description", "numbers " + String.join(", ", range.parts()));
  }

  /** The numbers of a range. */
  static List<Long> numbers(InputRange range) {
    List<Long> numbers = new ArrayList<>();
    for (String part : range.parts()) {
      String[] bounds = part.split("-");
      for (long n = Long.parseLong(bounds[0]); n < Long.parseLong(bounds[1]); n++) {
        numbers.add(n);
      }
    }
    return numbers;
  }
}
