package dev.millrace.receiver.actor;

import akka.actor.typed.ActorRef;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage;

/** A supervisor's message with the address that answers go to. <em>Immutable.</em> */
public record ToTracker(TrackerMessage message, ActorRef<SupervisorMessage> sender) {}
