package dev.millrace.streaming.graph;

import dev.millrace.rdd.Rdd;
import dev.millrace.time.Time;

/**
 * An output operation: what is done with each batch of a stream. <em>Immutable.</em>
 *
 * @param index its place in the order of registration, from 0
 * @param operation the operation's name, {@code "print"} for one
 * @param callSite where the program called it
 * @param parent the stream whose batches it consumes
 * @param action what is done, inside the batch's job
 */
public record OutputNode<T>(
    int index, String operation, CallSite callSite, StreamNode<T> parent, Action<T> action) {

  /** What an output does with one batch. */
  @FunctionalInterface
  public interface Action<T> {

    /**
     * Called on a job thread, once per attempt.
     *
     * @throws Exception what the user's function threw: the job fails with it
     */
    void run(Rdd<T> rdd, Time time) throws Exception;
  }

  /** The operation and where it was called: {@code "print at WordCount.java:15"}. */
  @Override
  public String toString() {
    return operation + " at " + callSite;
  }
}
