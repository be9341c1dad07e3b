package dev.millrace.receiver.supervisor;

import dev.millrace.receiver.BlockGenerator;
import dev.millrace.receiver.BlockGeneratorListener;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.LineIntake;
import dev.millrace.receiver.ReceiverListener;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.receiver.ReceiverSupport;
import dev.millrace.receiver.block.BlockIntake;
import dev.millrace.receiver.block.Generator;
import dev.millrace.receiver.network.NetworkPort;
import dev.millrace.receiver.port.Monitor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What a receiver's copy is attached to. <em>Thread-safe.</em> */
final class ReceiverFace<T> implements ReceiverSupport<T> {

  private final LaunchContext<T> launch;
  private final ReceiverEnvironment environment;
  private final BlockIntake<T> intake;
  private final CallerBlocks<T> callerBlocks;
  private final ReceiverLifecycle lifecycle;
  private final Gate gate;
  private final Monitor monitor;
  private final Consumer<SupervisorEvent> mailbox;
  private final GeneratorFace<T> own;
  private final Optional<LineFace> lines;

  ReceiverFace(
      LaunchContext<T> launch,
      ReceiverEnvironment environment,
      BlockIntake<T> intake,
      CallerBlocks<T> callerBlocks,
      ReceiverLifecycle lifecycle,
      Gate gate) {
    this.launch = launch;
    this.environment = environment;
    this.intake = intake;
    this.callerBlocks = callerBlocks;
    this.lifecycle = lifecycle;
    this.gate = gate;
    this.monitor = launch.threads().monitor();
    this.mailbox = launch.mailbox();
    Generator<T> generator = intake.newGenerator(new Unheard<>());
    this.own = new GeneratorFace<>(intake, generator, gate, launch, environment);
    this.lines =
        generator.takesLines()
            ? Optional.of(new LineFace(intake, generator, gate, launch, environment))
            : Optional.empty();
  }

  /** Those whose lines were refused may offer again. Called with the monitor held. */
  void tellRoom() {
    lines.ifPresent(LineFace::tellRoom);
  }

  @Override
  public int streamId() {
    return launch.streamId();
  }

  @Override
  public boolean isStarted() {
    return lifecycle.isStarted();
  }

  @Override
  public boolean isStopped() {
    return lifecycle.isStopped();
  }

  @Override
  public void store(T record) {
    own.addData(record);
  }

  @Override
  public void store(Iterator<T> records) {
    requireNotLost();
    callerBlocks.store(records);
  }

  @Override
  public void store(ByteBuffer bytes) {
    requireNotLost();
    callerBlocks.store(bytes);
  }

  @Override
  public void reportError(String message, Optional<Throwable> error) {
    mailbox.accept(new SupervisorEvent.ErrorSeen(message, error));
  }

  @Override
  public void restart(String message, Optional<Throwable> error, Optional<Duration> delay) {
    mailbox.accept(new SupervisorEvent.RestartAsked(message, error, delay));
  }

  @Override
  public void stop(String message, Optional<Throwable> error) {
    mailbox.accept(new SupervisorEvent.StopAsked(message, error));
  }

  @Override
  public BlockGenerator<T> createBlockGenerator(BlockGeneratorListener<T> listener) {
    monitor.lock();
    try {
      Generator<T> generator = intake.newGenerator(listener);
      return new GeneratorFace<>(intake, generator, gate, launch, environment);
    } finally {
      monitor.unlock();
    }
  }

  @Override
  public LineIntake lines() {
    return lines.orElseThrow(
        () ->
            new IllegalStateException(
                "blocks of receiver "
                    + launch.receiver().getClass().getName()
                    + " are not lines: its codec must be LineCodec"));
  }

  @Override
  public NetworkPort network() {
    return environment.network();
  }

  @Override
  public ReceiverListener listener() {
    return environment.listener();
  }

  @Override
  public ReceiverSettings settings() {
    return environment.settings();
  }

  private void requireNotLost() {
    if (gate.isClosed()) {
      throw new IllegalStateException("the receiver's executor is lost, its records are refused");
    }
  }

  /** The listener of the generator that store(item) feeds: errors go to the driver anyway. */
  private static final class Unheard<T> implements BlockGeneratorListener<T> {

    @Override
    public void onAddData(List<T> records, Object metadata) {}

    @Override
    public void onGenerateBlock(BlockId id) {}

    @Override
    public void onPushBlock(BlockId id) {}

    @Override
    public void onError(String message, Throwable error) {}
  }
}
