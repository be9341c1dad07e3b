package dev.millrace.streaming;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.rdd.HashPartitioner;
import dev.millrace.rdd.function.Function;
import dev.millrace.rdd.function.Tuple2;
import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The message names the operation and the way to what cannot travel. */
final class ShippedFunctionsTest {

  private final GraphHarness harness = new GraphHarness();

  @AfterEach
  void close() {
    harness.close();
  }

  @Test
  void acceptsFunctionsThatCanTravel() {
    int factor = 3;
    harness.input(List.of(1)).map(number -> number * factor).print();
    assertDoesNotThrow(() -> harness.builder().freeze().checkFunctions());
  }

  @Test
  void namesTheOperationAndTheCapturedValue() {
    Connection connection = new Connection();
    harness.input(List.of(1)).map(number -> connection.send(number)).print();
    String message = refusal();
    assertTrue(message.contains("the function of map at ShippedFunctionsTest.java:"), message);
    assertTrue(message.contains("ShippedFunctionsTest$Connection, which is not"), message);
  }

  @Test
  void namesTheFieldsThatLeadToIt() {
    harness.input(List.of(1)).map(new Sender(new Settings(new Connection()))).print();
    String message = refusal();
    assertTrue(message.contains(".settings.connection is a "), message);
  }

  @Test
  void findsAStreamInsideAFunction() {
    DStream<Integer> stream = harness.input(List.of(1));
    stream.map(number -> stream.toString()).print();
    assertTrue(refusal().contains("InputDStream, which is not serialisable"), refusal());
  }

  @Test
  void checksTheFunctionsOfCombineByKey() {
    Connection connection = new Connection();
    harness
        .input(List.of(1))
        .mapToPair(number -> new Tuple2<>(number, number))
        .combineByKey(
            value -> connection.send(value),
            (text, value) -> text,
            (text, other) -> text,
            new HashPartitioner(1))
        .print();
    assertTrue(refusal().contains("the function of combineByKey"), refusal());
  }

  @Test
  void letsFunctionsThatStayOnTheDriverHoldAnything() {
    Connection connection = new Connection();
    DStream<Integer> stream = harness.input(List.of(1));
    stream.transform(
        rdd -> {
          connection.send(1);
          return rdd;
        });
    stream.foreachRDD(rdd -> connection.send(2));
    assertDoesNotThrow(() -> harness.builder().freeze().checkFunctions());
  }

  private String refusal() {
    return assertThrows(
            IllegalArgumentException.class, () -> harness.builder().freeze().checkFunctions())
        .getMessage();
  }

  private static final class Connection {
    private int sent;

    String send(int number) {
      sent += number;
      return "sent " + sent;
    }
  }

  @SuppressWarnings("serial") // that it cannot travel is the point
  private record Settings(Connection connection) implements Serializable {}

  private static final class Sender implements Function<Integer, String> {
    private static final long serialVersionUID = 1L;

    private final Settings settings;

    Sender(Settings settings) {
      this.settings = settings;
    }

    @Override
    public String call(Integer number) {
      return settings.connection().send(number);
    }
  }
}
