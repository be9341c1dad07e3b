package dev.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineValuesTest {

  @Test
  void readsIntervals() {
    assertEquals(Duration.ofMillis(200), Interval.parse("200ms"));
    assertEquals(Duration.ofSeconds(1), Interval.parse("1s"));
    assertEquals(Duration.ofMinutes(2), Interval.parse("2min"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "200", "ms", "-1s", "1h", "1 s"})
  void refusesWhatIsNoInterval(String text) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> Interval.parse(text));
    assertTrue(refusal.getMessage().endsWith(": " + text), refusal.getMessage());
  }

  @Test
  void readsHostAndPort() {
    assertEquals(new HostAndPort("localhost", 9999), HostAndPort.parse("localhost:9999"));
    assertEquals(new HostAndPort("::1", 9999), HostAndPort.parse("::1:9999"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        ":9999",
        "localhost:",
        "localhost:x",
        "localhost:0",
        "localhost:65536"
      })
  void refusesWhatIsNoHostAndPort(String text) {
    var refusal = assertThrows(IllegalArgumentException.class, () -> HostAndPort.parse(text));
    assertTrue(refusal.getMessage().endsWith(": " + text), refusal.getMessage());
  }
}
