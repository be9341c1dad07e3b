package dev.millrace.testkit.receiver;

import dev.millrace.receiver.ReceiverListener;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.receiver.network.NetworkPort;
import dev.millrace.receiver.supervisor.ReceiverEnvironment;
import dev.millrace.testkit.world.Life;
import java.util.function.Consumer;

/** Puts together what receivers take from the world around them. */
public final class SimulatedReceivers {
  private SimulatedReceivers() {}

  /**
   * The environment of a life's receivers.
   *
   * @param listener counts what they do
   * @param sockets connects receivers that are decoders
   * @param crashPoints told each step that they have just done
   */
  public static ReceiverEnvironment environment(
      Life life,
      ReceiverSettings settings,
      ReceiverListener listener,
      NetworkPort sockets,
      Consumer<String> crashPoints) {
    return new ReceiverEnvironment(
        settings,
        new SimulatedReceiverThreads(life),
        new SimulatedTimers(life),
        life.nanoTime(),
        (streamId, incarnation) -> life.random("receiver-" + streamId + "-" + incarnation),
        sockets,
        listener,
        crashPoints);
  }
}
