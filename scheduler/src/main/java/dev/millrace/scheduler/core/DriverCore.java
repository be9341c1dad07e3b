package dev.millrace.scheduler.core;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage;
import dev.millrace.scheduler.AllocatedBatch;
import dev.millrace.scheduler.DriverSettings;
import dev.millrace.scheduler.PidGains;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.SchedulerCrashPoints;
import dev.millrace.scheduler.StopReport;
import dev.millrace.scheduler.batch.BatchClock;
import dev.millrace.scheduler.batch.BatchTicks;
import dev.millrace.scheduler.batch.JobGenerator;
import dev.millrace.scheduler.batch.JobScheduler;
import dev.millrace.scheduler.input.DirectInputSpec;
import dev.millrace.scheduler.listener.StreamingListenerRecordsLost;
import dev.millrace.scheduler.listener.StreamingListenerStreamingStarted;
import dev.millrace.scheduler.log.DriverEvent.BlocksDropped;
import dev.millrace.scheduler.log.DriverEvent.DriverStarted;
import dev.millrace.scheduler.log.Journal;
import dev.millrace.scheduler.rate.PidRateEstimator;
import dev.millrace.scheduler.rate.RateController;
import dev.millrace.scheduler.tracker.DirectInputs;
import dev.millrace.scheduler.tracker.DriverLife;
import dev.millrace.scheduler.tracker.ReceiverTracker;
import dev.millrace.scheduler.tracker.TrackerCommand;
import dev.millrace.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The driver without threads: tracker, generator, scheduler and clock around one state and one
 * journal. <em>Owned by the driver thread</em>: every method is called there.
 *
 * <pre>
 * IDLE -> STARTING  the start is logged, lost blocks are dropped, the planner starts
 *      -> RUNNING   batches of an earlier life run again, receivers are placed, ticks come
 *      -> DRAINING  receivers stop and drain, the clock stops, what waits is allocated, batches end
 *      -> HALTED    nothing is decided any more
 * </pre>
 */
public final class DriverCore {

  private static final Duration PATIENCE_MAX = Duration.ofMillis(50);

  private final DriverSettings settings;
  private final DriverState state;
  private final Journal journal;
  private final DriverPorts ports;
  private final long driverLife;
  private final BatchTicks ticks;
  private final ReceiverTracker tracker;
  private final Consumer<TrackerCommand> toTracker;
  private final JobGenerator generator;
  private final BatchClock clock;
  private final Map<Integer, String> receiverNames = new TreeMap<>();
  private boolean halted;

  /**
   * A driver that goes on from {@code state}; it does nothing before {@link #start}.
   *
   * @param inputs the inputs that need no receiver
   * @param driverLife this life's number, see {@link DriverLife}
   * @param mailbox gives the way in which the generator's commands reach the tracker: the tracker
   *     itself, or an actor around it
   */
  public DriverCore(
      DriverSettings settings,
      List<ReceiverSpec> receivers,
      List<DirectInputSpec> inputs,
      DriverState state,
      Journal journal,
      long driverLife,
      DriverPorts ports,
      Function<ReceiverTracker, Consumer<TrackerCommand>> mailbox) {
    this.settings = settings;
    this.state = state;
    this.journal = journal;
    this.ports = ports;
    this.driverLife = driverLife;
    receivers.forEach(receiver -> receiverNames.put(receiver.streamId(), receiver.name()));
    Duration patience = patience(settings.batchDuration());
    tracker =
        new ReceiverTracker(
            receivers,
            state.blocks(),
            directInputs(inputs, patience),
            journal,
            ports.launcher(),
            ports.timers(),
            ports.clock(),
            ports.listeners(),
            discarder(ports),
            ports.crashPoints(),
            driverLife,
            patience);
    toTracker = mailbox.apply(tracker);
    ticks =
        new BatchTicks(
            settings.batchDuration(),
            state.blocks().zeroTime(),
            state.blocks().lastAllocatedTime(),
            ports.clock().instant(),
            ports.nanos().getAsLong());
    generator =
        new JobGenerator(
            generatorPorts(rateControllers(receivers, inputs)),
            settings.batchDuration(),
            state.batches(),
            state.blocks(),
            new JobScheduler(
                ports.jobThreads(),
                ports.driver(),
                ports.clock(),
                ports.listeners(),
                ports.crashPoints()),
            inputs,
            ticks.next());
    clock = new BatchClock(ticks, ports.timers(), ports.nanos(), generator::onTick);
  }

  /** One batch before the very first tick; after a restart that of the first start. */
  public Time zeroTime() {
    return ticks.zeroTime();
  }

  /**
   * Starts.
   *
   * @param whenStarted gets the planner's failure, if it has one; then nothing else has been
   *     started
   */
  public void start(Consumer<Optional<Throwable>> whenStarted) {
    journal.commit(
        new DriverStarted(driverLife, ticks.zeroTime(), settings.batchDuration()), () -> {});
    for (BlocksDropped dropped : new LostBlocks(state, ports.blockHasCopies()).find()) {
      journal.commit(dropped, () -> show(dropped));
    }
    List<AllocatedBatch> remembered =
        state.batches().settled().stream().map(state.blocks()::batch).toList();
    journal.afterDurable(
        () ->
            generator.start(
                ticks.zeroTime(), remembered, failure -> onPlannerStarted(failure, whenStarted)));
  }

  /** Handles a report of a receiver's supervisor; {@code sender} is where answers go. */
  public void on(TrackerMessage message, Consumer<SupervisorMessage> sender) {
    tracker.on(message, sender);
  }

  /** Carries out a command for the tracker. */
  public void on(TrackerCommand command) {
    toTracker.accept(command);
  }

  /** Gives up a failed batch; false if there is no such one. */
  public boolean dismiss(long batchNumber) {
    return generator.dismiss(batchNumber);
  }

  /**
   * Stops the receivers, which drain; then the clock; allocates what was acknowledged and runs all
   * batches to their end.
   *
   * @param whenDrained runs once all of that is done and durable
   */
  public void drain(Runnable whenDrained) {
    on(
        new TrackerCommand.StopAllReceivers(
            () -> {
              clock.stop();
              generator.drain(whenDrained);
            }));
  }

  /** Stops the clock and tells the receivers to stop; running batches go on until {@link #halt}. */
  public void stopTaking(Runnable whenReceiversEnded) {
    clock.stop();
    on(new TrackerCommand.StopAllReceivers(whenReceiversEnded));
  }

  /** Nothing is decided any more; what other threads still report is ignored. */
  public void halt() {
    halted = true;
    clock.stop();
    generator.halt();
    tracker.halt();
  }

  /** The blocks whose records still lie in the executors' stores. */
  public List<BlockId> remainingBlocks() {
    return state.blocks().remainingBlocks().stream().map(ReceivedBlockInfo::id).toList();
  }

  /** What is left undone now. */
  public StopReport report() {
    return new StopReport(
        tracker.runningReceivers(),
        state.blocks().unallocatedBlocks().stream().mapToLong(block -> block.recordCount()).sum(),
        state.batches().awaitingCount(),
        state.batches().failedCount());
  }

  private void onPlannerStarted(
      Optional<Throwable> failure, Consumer<Optional<Throwable>> whenStarted) {
    if (failure.isEmpty() && !halted) {
      ports.crashPoints().accept(SchedulerCrashPoints.STARTED);
      toTracker.accept(new TrackerCommand.StartAllReceivers());
      clock.start();
      ports.listeners().accept(new StreamingListenerStreamingStarted(ports.clock().millis()));
    }
    whenStarted.accept(failure);
  }

  private void show(BlocksDropped dropped) {
    if (dropped.recordsLost() > 0) {
      ports
          .listeners()
          .accept(
              new StreamingListenerRecordsLost(
                  dropped.streamId(),
                  receiverNames.getOrDefault(
                      dropped.streamId(), "receiver of stream " + dropped.streamId()),
                  dropped.recordsLost(),
                  dropped.reason()));
    }
  }

  private DirectInputs directInputs(List<DirectInputSpec> inputs, Duration patience) {
    return new DirectInputs(
        inputs,
        state.ranges(),
        state.blocks(),
        new Time(ports.clock().millis()),
        settings.batchDuration(),
        settings.rates().initialRate(),
        patience,
        new DirectInputs.Ports(ports.inputThreads(), ports.driver(), ports.listeners()));
  }

  /** One controller per input stream, none without back-pressure. */
  private List<RateController> rateControllers(
      List<ReceiverSpec> receivers, List<DirectInputSpec> inputs) {
    return Stream.concat(
            receivers.stream().map(ReceiverSpec::streamId),
            inputs.stream().map(DirectInputSpec::streamId))
        .flatMap(
            stream ->
                settings.rates().backpressure().stream().map(gains -> controller(stream, gains)))
        .toList();
  }

  private RateController controller(int streamId, PidGains gains) {
    return new RateController(
        streamId,
        new PidRateEstimator(settings.batchDuration(), gains),
        settings.rates().maxRate(),
        toTracker);
  }

  private JobGenerator.Ports generatorPorts(List<RateController> controllers) {
    return new JobGenerator.Ports(
        journal,
        toTracker,
        ports.planner(),
        ports.plannerThread(),
        ports.driver(),
        ports.clock(),
        ports.listeners(),
        batch -> controllers.forEach(controller -> controller.onBatchCompleted(batch)),
        ports.failures(),
        settings.unpersist() ? ports.blockRemover() : block -> {},
        ports.crashPoints());
  }

  private static Consumer<List<BlockId>> discarder(DriverPorts ports) {
    return blocks -> {
      if (!blocks.isEmpty()) {
        ports.plannerThread().execute(() -> blocks.forEach(ports.blockRemover()));
      }
    };
  }

  /** How long a tick waits for the inputs: a tenth of a batch at most. */
  private static Duration patience(Duration batchDuration) {
    Duration tenth = batchDuration.dividedBy(10);
    return tenth.compareTo(PATIENCE_MAX) < 0 ? tenth : PATIENCE_MAX;
  }
}
