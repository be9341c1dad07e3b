package dev.millrace.scheduler.actor;

import akka.actor.typed.ActorRef;
import dev.millrace.rdd.ReceiverTask;
import dev.millrace.receiver.actor.ToTracker;

/** Makes the body of a receiver's job. Called on a driver thread; must not block. */
@FunctionalInterface
public interface ReceiverTaskFactory {

  /**
   * The task of one life of a receiver.
   *
   * @param streamId the stream it feeds
   * @param incarnation the life, part of the names of its blocks; unique in a checkpoint directory
   *     for ever
   * @param tracker where its supervisor reports to
   */
  ReceiverTask create(int streamId, long incarnation, ActorRef<ToTracker> tracker);
}
