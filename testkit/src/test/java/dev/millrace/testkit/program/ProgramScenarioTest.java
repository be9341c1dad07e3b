package dev.millrace.testkit.program;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.function.Function;
import dev.millrace.testkit.plan.FaultPlan;
import dev.millrace.testkit.run.FailedRun;
import dev.millrace.testkit.run.SeededRuns;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the kit tells the author of a program. */
final class ProgramScenarioTest {
  private static final String FAULTLESS = "";

  private static ProgramScenario mapping(Function<String, String> function) {
    return FedProgram.scenario(
        (context, lines, life, sink) ->
            lines
                .map(function)
                .foreachRDD((rdd, time) -> sink.put(life, "out", time, rdd.collect())));
  }

  private static String failureOf(ProgramScenario scenario, long seeds, long repeated) {
    return assertThrows(FailedRun.class, () -> new SeededRuns(scenario).run(0, seeds, repeated))
        .getMessage();
  }

  private static String failureUnder(ProgramScenario scenario, String plan) {
    return assertThrows(
            FailedRun.class, () -> new SeededRuns(scenario).run(3, FaultPlan.parse(plan)))
        .getMessage();
  }

  private static void assertNamed(String suspect, String message) {
    assertTrue(
        Pattern.compile(
                "suspects:\\R  map at ProgramScenarioTest\\.java:\\d+ "
                    + suspect
                    + " in dev\\.millrace\\.testkit\\.program\\.ProgramScenarioTest\\.\\S+"
                    + " \\(ProgramScenarioTest\\.java:\\d+\\)")
            .matcher(message)
            .find(),
        message);
  }

  @Test
  void runsACleanProgramTwiceAlike() {
    assertEquals(
        30, new SeededRuns(mapping(line -> line.replace("line", "number"))).run(0, 30, 20).runs());
  }

  @Test
  void namesAFunctionThatReadsAClock() {
    String message = failureUnderTwice(mapping(line -> line + System.nanoTime()));
    assertNamed("reads a clock: System\\.nanoTime\\(\\)", message);
  }

  @Test
  void namesAFunctionThatDrawsRandomNumbers() {
    String message = failureUnderTwice(mapping(line -> line + Math.random()));
    assertNamed("draws random numbers: Math\\.random\\(\\)", message);
  }

  @Test
  void namesAFunctionThatStartsThreads() {
    String message = failureUnderTwice(mapping(line -> line + numberOfANewThread()));
    assertNamed("starts threads: new Thread\\(\\)", message);
  }

  private static long numberOfANewThread() {
    Thread thread = new Thread(() -> {});
    thread.start();
    return thread.getId();
  }

  /** The failure of the first seed that is run twice. */
  private static String failureUnderTwice(ProgramScenario scenario) {
    String message = failureOf(scenario, 20, 20);
    assertTrue(message.contains("does not repeat"), message);
    return message;
  }

  @Test
  void tellsWhereTheHistoriesPart() {
    String message = failureOf(mapping(line -> line + System.nanoTime()), 20, 20);
    assertTrue(
        Pattern.compile(
                "two histories part at entry \\d+, at \\d+\\.\\d+ ms, on driver#\\d, after\\R"
                    + "(.*\\R)+  once .*driver#\\d +writes out of batch .*\\R"
                    + "  then .*driver#\\d +writes out of batch")
            .matcher(message)
            .find(),
        message);
  }

  @Test
  void namesSuspectsOfAFailureThatDoesNotRepeat() {
    // A batch that runs again after a crash holds other records; so does each run of the seed.
    ProgramScenario slow =
        FedProgram.scenario(
            (context, lines, life, sink) ->
                lines
                    .map(line -> line + System.nanoTime())
                    .foreachRDD(
                        (rdd, time) -> {
                          sink.put(life, "out", time, rdd.collect());
                          life.sleep(Duration.ofMillis(900));
                        }));
    String message = failureOf(slow, 100, 0);
    assertTrue(message.contains("the run failed, and does not repeat"), message);
    assertNamed("reads a clock: System\\.nanoTime\\(\\)", message);
  }

  @Test
  void accusesNobodyOfAFailureThatRepeats() {
    String message =
        failureUnder(
            mapping(
                line -> {
                  throw new IllegalStateException("no such " + line);
                }),
            FAULTLESS);
    assertTrue(message.contains("no such line 0"), message);
    assertTrue(message.contains("foreachRDD at ProgramScenarioTest.java:"), message);
    assertTrue(!message.contains("suspects") && !message.contains("does not repeat"), message);
  }

  @Test
  void findsTheLossOfAProgramWithoutLog() {
    MillraceConf conf =
        new MillraceConf().set("millrace.streaming.receiver.writeAheadLog.enable", "false");
    ProgramScenario scenario =
        FedProgram.scenario(
            conf,
            (context, lines, life, sink) ->
                lines.foreachRDD((rdd, time) -> sink.put(life, "out", time, rdd.collect())));
    String message = failureOf(scenario, 100, 0);
    assertTrue(message.contains("acknowledged blocks are in no batch"), message);
  }

  @Test
  void refusesProgramsThatStartOrWaitOrReadOnThreads() {
    assertTrue(
        failureUnder(
                FedProgram.scenario(
                    (context, lines, life, sink) -> {
                      lines.foreachRDD(rdd -> {});
                      context.start();
                    }),
                FAULTLESS)
            .contains("the program is described and no more, the world starts it"));
    assertTrue(
        failureUnder(
                FedProgram.scenario(
                    (context, lines, life, sink) -> lines.foreachRDD(rdd -> context.stop(false))),
                FAULTLESS)
            .contains("the world starts and stops simulated programs: do not call stop()"));
    assertTrue(
        failureUnder(
                FedProgram.scenario(
                    (context, lines, life, sink) ->
                        context
                            .socketStream(
                                "source", 1, in -> List.of("x"), StorageLevel.MEMORY_ONLY_SER())
                            .window(Duration.ofSeconds(1))
                            .foreachRDD(rdd -> {})),
                FAULTLESS)
            .contains("is read on a thread of its own, which no simulation can run"));
  }
}
