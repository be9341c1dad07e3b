package dev.millrace.scheduler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.ConfigKey;
import dev.millrace.rdd.MillraceConf;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SchedulerKeysTest {

  private static final Duration BATCH = Duration.ofMillis(500);

  @Test
  void hasTheDefaultsThatPeopleKnow() {
    DriverSettings settings = DriverSettings.of("app", BATCH, new MillraceConf());
    assertEquals(1, settings.concurrentJobs());
    assertEquals(Duration.ofSeconds(5), settings.gracefulStopTimeout());
    assertTrue(settings.unpersist());
    assertFalse(new MillraceConf().get(SchedulerKeys.STOP_GRACEFULLY_ON_SHUTDOWN));
  }

  @Test
  void takesWhatIsConfigured() {
    MillraceConf conf =
        new MillraceConf()
            .set("millrace.streaming.concurrentJobs", "3")
            .set("millrace.streaming.gracefulStopTimeout", "2m")
            .set("millrace.streaming.unpersist", "false")
            .set("millrace.streaming.stopGracefullyOnShutdown", "true")
            .set("millrace.streaming.driver.snapshotEvents", "7");
    DriverSettings settings = DriverSettings.of("app", BATCH, conf);
    assertEquals(
        new DriverSettings(
            "app", BATCH, 3, Duration.ofMinutes(2), false, 7, RateSettings.UNLIMITED),
        settings);
    assertTrue(conf.get(SchedulerKeys.STOP_GRACEFULLY_ON_SHUTDOWN));
  }

  @ParameterizedTest
  @CsvSource({
    "millrace.streaming.concurrentJobs, 0, at least 1",
    "millrace.streaming.concurrentJobs, many, whole number",
    "millrace.streaming.gracefulStopTimeout, soon, duration",
    "millrace.streaming.gracefulStopTimeout, 0s, positive",
    "millrace.streaming.unpersist, yes, true or false",
    "millrace.streaming.driver.snapshotEvents, -1, at least 1"
  })
  void refusesABadValueWithTheKeyTheValueAndTheRule(String key, String value, String rule) {
    MillraceConf conf = new MillraceConf().set(key, value);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DriverSettings.of("app", BATCH, conf));
    assertTrue(e.getMessage().contains(key), e.getMessage());
    assertTrue(e.getMessage().contains(value), e.getMessage());
    assertTrue(e.getMessage().contains(rule), e.getMessage());
  }

  @Test
  void namesEachKeyOnceAndSaysWhatItMeans() {
    assertEquals(
        SchedulerKeys.all().size(),
        SchedulerKeys.all().stream().map(ConfigKey::name).distinct().count());
    for (ConfigKey<?> key : SchedulerKeys.all()) {
      assertTrue(key.name().startsWith("millrace.streaming."), key.name());
      assertFalse(key.meaning().isBlank());
      assertNotNull(key.parse().apply(key.defaultText()), key.name());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "250, PT0.25S",
    "250ms, PT0.25S",
    "10s, PT10S",
    "2m, PT2M",
    "2min, PT2M",
    "1h, PT1H",
    "1d, PT24H",
    "PT1.5S, PT1.5S",
    "' 3 s ', PT3S",
    "5S, PT5S"
  })
  void readsDurationsAsPeopleWriteThem(String text, String duration) {
    assertEquals(Duration.parse(duration), DurationText.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "-5s",
        "1.5s",
        "5 weeks",
        "PTx",
        "PT-1S",
        "99999999999999999",
        "366d",
        "999999999999999d",
        "P1000D"
      })
  void refusesWhatIsNoDuration(String text) {
    assertThrows(IllegalArgumentException.class, () -> DurationText.parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0000005S", "PT0.0105S"})
  void refusesABatchThatIsNoWholeNumberOfMilliseconds(String duration) {
    Duration batch = Duration.parse(duration);
    assertThrows(
        IllegalArgumentException.class, () -> DriverSettings.of("app", batch, new MillraceConf()));
  }
}
