package dev.millrace.testkit.program;

import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.streaming.StreamingContext;
import dev.millrace.testkit.net.SimulatedNetwork;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.World;
import java.util.List;

/**
 * A streaming program under test, and what lies outside its process: the servers it reads from, the
 * sinks it writes to, and what must hold in the end. One instance serves one run. <em>Called on the
 * world's thread.</em>
 */
public interface SimulatedProgram {

  /** Makes the program of one run, with its servers in {@code network}. */
  @FunctionalInterface
  interface Factory {
    SimulatedProgram open(World world, SimulatedNetwork network);
  }

  /**
   * Describes inputs, transformations and outputs, as the program's {@code main} does. Called once
   * in each life of the process: what it builds must not depend on an earlier life. It neither
   * starts the context nor waits for it; the world does.
   *
   * @param context fresh, its log in the process's disk
   * @param life the process's life; sinks outside of the process take nothing from one that is over
   */
  void describe(StreamingContext context, Life life);

  /** No more faults come: sources bring their work to an end. Called once. */
  void onFaultsEnd();

  /** Whether the sources have nothing left to give. Asked after the end of the faults. */
  boolean isDone();

  /**
   * Checks what the sinks hold, after the process has stopped in good order twice.
   *
   * @param batches what was allocated, by batch number from 0
   * @throws AssertionError if something does not hold
   */
  void check(List<AllocatedBatch> batches);
}
