package dev.millrace.testkit.suspect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.millrace.testkit.program.FedProgram;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever reads clocks, draws random numbers or starts threads is named, and nobody else. */
final class SuspectsTest {
  private static final String HERE = "dev.millrace.testkit.suspect.Misuses";

  private static List<String> suspectsOf(Misuses.Program body) {
    return FedProgram.scenario((context, lines, life, sink) -> body.describe(lines)).suspects();
  }

  static Stream<Arguments> misuses() {
    return Stream.of(
        misuse("map", "reads a clock: System.nanoTime() in", "lambda$clock$", Misuses::clock),
        misuse(
            "map",
            "reads a clock: System.currentTimeMillis() in",
            "lambda$clockByReference$",
            Misuses::clockByReference),
        misuse(
            "filter",
            "reads a clock: System.currentTimeMillis() in",
            "$Helper.age (",
            Misuses::clockInHelper),
        misuse(
            "map",
            "reads a clock: Instant.now() in",
            "$ClockStamp.of (",
            Misuses::clockBehindInterface),
        misuse(
            "map",
            "draws random numbers: new Random() in",
            ".<clinit> (",
            Misuses::randomInStaticField),
        misuse(
            "mapPartitions",
            "draws random numbers: ThreadLocalRandom.current() in",
            "lambda$randomPerThread$",
            Misuses::randomPerThread),
        misuse(
            "transform",
            "draws random numbers: UUID.randomUUID() in",
            "lambda$uuid$",
            Misuses::uuid),
        misuse(
            "foreachRDD",
            "draws random numbers: Collections.shuffle() in",
            "lambda$shuffle$",
            Misuses::shuffle),
        misuse("map", "starts threads: new Thread() in", "lambda$thread$", Misuses::thread),
        misuse(
            "map",
            "starts threads: CompletableFuture.supplyAsync() in",
            "lambda$commonPool$",
            Misuses::commonPool),
        misuse(
            "flatMap",
            "starts threads: List.parallelStream() in",
            "lambda$parallelStream$",
            Misuses::parallelStream),
        misuse(
            "map",
            "reads identity hash codes: System.identityHashCode() in",
            "lambda$identity$",
            Misuses::identity));
  }

  private static Arguments misuse(
      String operation, String what, String method, Misuses.Program body) {
    return arguments(operation, what, method, body);
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("misuses")
  void namesOperationCallAndPlace(
      String operation, String what, String method, Misuses.Program body) {
    String pattern =
        operation
            + " at Misuses\\.java:\\d+ "
            + Pattern.quote(what + " " + HERE)
            + ".*"
            + Pattern.quote(method)
            + ".*Misuses\\.java:\\d+\\)";
    List<String> suspects = suspectsOf(body);
    assertTrue(
        suspects.stream().anyMatch(suspect -> suspect.matches(pattern)),
        () -> suspects + " does not match " + pattern);
  }

  @Test
  void namesAHeldSourceOfChance() {
    assertTrue(
        suspectsOf(Misuses::randomHeld).get(0).endsWith("it holds a java.util.Random"),
        () -> suspectsOf(Misuses::randomHeld).toString());
  }

  @Test
  void namesAReceiverThatStartsAThread() {
    List<String> suspects =
        FedProgram.scenario(
                (context, lines, life, sink) ->
                    context.receiverStream(new Misuses.ThreadReceiver()).print())
            .suspects();
    assertTrue(
        suspects.get(0).matches("receiverStream at SuspectsTest.java:\\d+ starts threads: .*"),
        suspects::toString);
  }

  @Test
  void accusesNoCleanProgram() {
    assertEquals(List.of(), suspectsOf(Misuses::clean));
  }
}
