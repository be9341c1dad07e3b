package dev.millrace.rdd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class MillraceConfTest {

  private static final Map<String, String> REFUSED =
      Map.of("millrace.streaming.clock", "pass a clock to the testkit instead");

  private static String problemOf(MillraceConf conf) {
    return assertThrows(
            IllegalArgumentException.class, () -> MillraceConf.check(conf, RddKeys.all(), REFUSED))
        .getMessage();
  }

  @Test
  void givesWhatWasSet() {
    MillraceConf conf = new MillraceConf().setMaster("local[2]").setAppName("app").set("my", "own");
    assertEquals("local[2]", conf.get("millrace.master"));
    assertEquals("own", conf.get("my"));
    assertEquals("else", conf.get("other", "else"));
    assertTrue(conf.contains("my"));
    assertFalse(conf.remove("my").contains("my"));
    assertEquals(
        "other is not set",
        assertThrows(NoSuchElementException.class, () -> conf.get("other")).getMessage());
  }

  @Test
  void readsNumbersAndFlags() {
    MillraceConf conf =
        new MillraceConf().set("int", "7").set("real", "0.5").set("flag", "true").set("bad", "x");
    assertEquals(7, conf.getInt("int", 1));
    assertEquals(7L, conf.getLong("int", 1));
    assertEquals(0.5, conf.getDouble("real", 1));
    assertTrue(conf.getBoolean("flag", false));
    assertEquals(1, conf.getInt("missing", 1));
    assertFalse(conf.getBoolean("missing", false));
    assertEquals(
        "bad = 'x' must be a whole number",
        assertThrows(IllegalArgumentException.class, () -> conf.getLong("bad", 1)).getMessage());
    assertEquals(
        "bad = 'x' must be true or false",
        assertThrows(IllegalArgumentException.class, () -> conf.getBoolean("bad", true))
            .getMessage());
  }

  @Test
  void setsWhatIsMissingOnly() {
    MillraceConf conf =
        new MillraceConf().set("a", "1").setIfMissing("a", "2").setIfMissing("b", "3");
    assertEquals(Map.of("a", "1", "b", "3"), conf.settings());
  }

  @Test
  void aCopyIsIndependent() {
    MillraceConf conf = new MillraceConf().set("a", "1");
    MillraceConf copy = conf.copy();
    conf.set("a", "2");
    assertEquals("1", copy.get("a"));
  }

  @Test
  void parsesSizes() {
    for (Map.Entry<String, Long> size :
        Map.of(
                "512",
                512L,
                "1k",
                1024L,
                "3M",
                3L << 20,
                "2gb",
                2L << 30,
                "1 t".replace(" ", ""),
                1L << 40)
            .entrySet()) {
      assertEquals(
          OptionalLong.of(size.getValue()),
          new MillraceConf()
              .set("millrace.executor.blockMemory", size.getKey())
              .get(RddKeys.BLOCK_MEMORY));
    }
  }

  @Test
  void aTextThatBreaksItsRuleIsNamedWithKeyAndRule() {
    for (String bad : new String[] {"-1", "0", "many", "99999999999999999t"}) {
      MillraceConf conf = new MillraceConf().set("millrace.executor.blockMemory", bad);
      String message =
          assertThrows(IllegalArgumentException.class, () -> conf.get(RddKeys.BLOCK_MEMORY))
              .getMessage();
      assertTrue(
          message.startsWith("millrace.executor.blockMemory = '" + bad + "': must be"),
          () -> message);
    }
    assertTrue(
        problemOf(new MillraceConf().set("millrace.task.maxFailures", "0"))
            .startsWith("millrace.task.maxFailures = '0': must be positive"));
    assertTrue(
        problemOf(new MillraceConf().set("millrace.task.serialize", "yes"))
            .contains("must be true or false"));
  }

  @Test
  void anUnknownKeyNamesTheNearestKnownOne() {
    assertEquals(
        "unknown configuration key millrace.task.maxFailure; the nearest known one is"
            + " millrace.task.maxFailures",
        problemOf(new MillraceConf().set("millrace.task.maxFailure", "3")));
    assertEquals(
        "unknown configuration key millrace.default.paralelism; the nearest known one is"
            + " millrace.default.parallelism",
        problemOf(new MillraceConf().set("millrace.default.paralelism", "3")));
  }

  @Test
  void aRefusedKeySaysWhatToDoInstead() {
    assertEquals(
        "millrace.streaming.clock is not supported: pass a clock to the testkit instead",
        problemOf(new MillraceConf().set("millrace.streaming.clock", "x")));
  }

  @Test
  void keysOfTheProgramAreLetAlone() {
    MillraceConf.check(
        new MillraceConf().set("my.key", "x").setMaster("local"), RddKeys.all(), REFUSED);
  }
}
