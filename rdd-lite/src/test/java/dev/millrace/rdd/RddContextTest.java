package dev.millrace.rdd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RddContextTest {

  @Test
  void findsTheEngineOfItsMaster() {
    try (RddContext context = new RddContext("local[3]", "app")) {
      assertEquals(3, context.defaultParallelism());
      assertEquals("app", context.conf().get("millrace.app.name"));
      assertEquals(6, context.parallelize(List.of(1, 2, 3)).reduce(Integer::sum));
    }
  }

  @Test
  void defaultParallelismIsASetting() {
    MillraceConf conf =
        new MillraceConf().setMaster("local").set("millrace.default.parallelism", "5");
    try (RddContext context = new RddContext(conf)) {
      conf.set("millrace.default.parallelism", "9");
      assertEquals(5, context.defaultParallelism());
      assertEquals(5, context.parallelize(List.of(1)).getNumPartitions());
    }
  }

  @Test
  void needsAMasterThatAnEngineKnows() {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> new RddContext(new MillraceConf()))
            .getMessage()
            .contains("millrace.master must be set"));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> new RddContext("yarn", "app"))
            .getMessage()
            .contains("no engine knows millrace.master = 'yarn'"));
  }

  @Test
  void manyContextsLiveSideBySide() {
    try (RddContext first = new RddContext("local", "a");
        RddContext second = new RddContext("local-cluster[2,1,16]", "b")) {
      first.stop();
      assertEquals(3, second.parallelize(List.of(1, 2, 3)).count());
    }
  }

  @Test
  void refusesSlicesThatCannotBe() {
    try (RddContext context = new RddContext("local", "app")) {
      assertThrows(IllegalArgumentException.class, () -> context.parallelize(List.of(1), 0));
      assertThrows(IllegalArgumentException.class, () -> context.union(List.<Rdd<Integer>>of()));
    }
  }
}
