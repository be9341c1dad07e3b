package dev.millrace.testkit.actor;

import dev.millrace.receiver.actor.ToTracker;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage;
import java.util.ArrayDeque;
import java.util.function.Consumer;

/** What bugs planted in shells call instead of the right thing; public, for patched classes. */
public final class ActorSubstitutes {
  private ActorSubstitutes() {}

  /** Answers a report, and handles it afterwards. */
  public static Consumer<Object> answeringAtOnce(Consumer<Object> handler) {
    return message -> {
      if (message instanceof ToTracker report
          && report.message() instanceof TrackerMessage.AddBlock added) {
        report.sender().tell(new SupervisorMessage.BlockAcknowledged(added.block().id()));
      }
      handler.accept(message);
    };
  }

  /** Handles each message before the one that came before it. */
  public static Consumer<Object> swapping(Consumer<Object> handler) {
    ArrayDeque<Object> held = new ArrayDeque<>();
    return message -> {
      if (held.isEmpty()) {
        held.add(message);
      } else {
        handler.accept(message);
        handler.accept(held.remove());
      }
    };
  }

  /** Handles each message twice. */
  public static Consumer<Object> twice(Consumer<Object> handler) {
    return handler.andThen(handler);
  }
}
