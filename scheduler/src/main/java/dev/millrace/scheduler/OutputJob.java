package dev.millrace.scheduler;

/**
 * One output of one batch, ready to run.
 *
 * @param outputIndex the output operation's place in the order of registration, from 0
 * @param name the operation in short, "print" for one
 * @param description the operation at length: name and where the program called it
 * @param body runs the job; called once per attempt on a job thread
 */
public record OutputJob(int outputIndex, String name, String description, Body body) {

  /** Runs the job to its end. */
  @FunctionalInterface
  public interface Body {
    void run() throws Exception;
  }
}
