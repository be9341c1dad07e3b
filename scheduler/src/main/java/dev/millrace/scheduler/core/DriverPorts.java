package dev.millrace.scheduler.core;

import dev.millrace.receiver.BlockId;
import dev.millrace.scheduler.BatchPlanner;
import dev.millrace.scheduler.DriverTimers;
import dev.millrace.scheduler.listener.StreamingListenerEvent;
import dev.millrace.scheduler.tracker.ReceiverLauncher;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What the driver takes from the world around it.
 *
 * @param driver runs tasks on the driver thread, in the order given, never inside the call
 * @param plannerThread runs the planner's tasks, one at a time in the order given
 * @param inputThreads ask direct inputs, one task of each input at a time
 * @param jobThreads run jobs, first come first served
 * @param timers call back on the driver thread
 * @param clock the time that people are shown; it never goes back
 * @param nanos the monotonic clock that ticks follow
 * @param planner turns batches into jobs
 * @param launcher runs receivers
 * @param blockHasCopies whether any executor has a block now
 * @param blockRemover removes a block from all executors; called on the planner thread, may block
 * @param listeners takes events for those who watch; must not block
 * @param failures takes the failures of batches, in their order
 * @param crashPoints told each step that has just been done, see {@link
 *     dev.millrace.scheduler.SchedulerCrashPoints}; on the driver thread, the planner thread and
 *     the job threads
 */
public record DriverPorts(
    Executor driver,
    Executor plannerThread,
    Executor inputThreads,
    Executor jobThreads,
    DriverTimers timers,
    InstantSource clock,
    LongSupplier nanos,
    BatchPlanner planner,
    ReceiverLauncher launcher,
    Predicate<BlockId> blockHasCopies,
    Consumer<BlockId> blockRemover,
    Consumer<StreamingListenerEvent> listeners,
    Consumer<Throwable> failures,
    Consumer<String> crashPoints) {}
