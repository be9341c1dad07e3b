package dev.millrace.testkit.process.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One life of a real process. <em>Owned by one thread.</em> */
final class Victim implements AutoCloseable {
  /** What Java reports of a process that a SIGKILL ended. */
  private static final int KILLED = 128 + 9;

  private static final int OUTPUT_CHARACTERS_SHOWN = 4000;
  private static final long DEATH_SECONDS = 10;

  private final Process process;
  private final Path output;

  private Victim(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a process whose output goes to a file. */
  static Victim start(List<String> command, Map<String, String> environment, Path output)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(output.toFile()));
    builder.environment().putAll(environment);
    return new Victim(builder.start(), output);
  }

  boolean awaitEnd(long millis) throws InterruptedException {
    return process.waitFor(millis, TimeUnit.MILLISECONDS);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Ends the input, which tells the program to stop in good order. */
  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** Stops it where it stands, or lets it go on. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0 && process.isAlive()) {
      throw new IOException(
          "kill -" + name + " " + process.pid() + " ended with " + kill.exitValue());
    }
  }

  /** Sends SIGKILL to it and whatever it started, and waits until it is dead. */
  void kill() throws InterruptedException {
    // A tracer that dies lets go of the traced, so these go first.
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    if (!process.waitFor(DEATH_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("process " + process.pid() + " survives SIGKILL");
    }
  }

  /** Whether a SIGKILL has ended it. */
  boolean wasKilled() {
    return process.exitValue() == KILLED;
  }

  /** How it ended, with the end of its output. */
  String describeEnd() throws IOException {
    String text = Files.readString(output);
    return "exit code "
        + (process.isAlive() ? "none yet" : process.exitValue())
        + ", output:\n"
        + text.substring(Math.max(0, text.length() - OUTPUT_CHARACTERS_SHOWN));
  }

  @Override
  public void close() throws InterruptedException {
    if (process.isAlive()) {
      kill();
    }
  }
}
