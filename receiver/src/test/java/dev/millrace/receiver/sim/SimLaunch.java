package dev.millrace.receiver.sim;

import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.receiver.Receiver;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.receiver.store.DataLog;
import dev.millrace.receiver.supervisor.LaunchContext;
import dev.millrace.receiver.supervisor.ReceiverEnvironment;
import dev.millrace.receiver.supervisor.ReceiverRun;
import dev.millrace.receiver.supervisor.SupervisorEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** A launch of a receiver in a world, run by that world. */
public final class SimLaunch<T> {

  public final SimWorld world;
  public final SimTracker tracker;
  public final SimNetwork network;
  public final Counters counters = new Counters();
  public final FakeExecutor executor;
  public final ReceiverRun<T> run;
  public final List<Optional<Throwable>> ends = new ArrayList<>();
  private final RecordCodec<T> codec;
  private final ArrayDeque<SupervisorEvent> mail = new ArrayDeque<>();

  public SimLaunch(SimWorld world, Receiver<T> receiver, ReceiverSettings settings) {
    this(world, receiver, settings, FakeExecutor.cluster(1).get(0), Optional.empty(), 1);
  }

  public SimLaunch(
      SimWorld world,
      Receiver<T> receiver,
      ReceiverSettings settings,
      FakeExecutor executor,
      Optional<DataLog> log,
      long seed) {
    this.world = world;
    this.tracker = new SimTracker(world, seed);
    this.network = new SimNetwork(world);
    this.executor = executor;
    this.codec = receiver.codec(List.of());
    this.run =
        new ReceiverRun<>(
            new LaunchContext<>(
                receiver,
                codec,
                3,
                7,
                executor,
                log,
                world.open("test", error -> {}),
                tracker,
                this::post,
                ends::add),
            new ReceiverEnvironment(
                settings,
                world,
                world,
                world::nanos,
                (stream, incarnation) -> new Random(seed),
                network,
                counters,
                step -> {}));
    tracker.connect(message -> post(new SupervisorEvent.Told(message)));
  }

  public SimLaunch<T> launch() {
    post(new SupervisorEvent.Launched());
    world.settle();
    return this;
  }

  private void post(SupervisorEvent event) {
    mail.add(event);
    world.execute(() -> run.on(mail.remove()));
  }

  /** Records of the blocks that the tracker knows, in the order of the blocks' numbers. */
  public List<T> records() {
    List<T> records = new ArrayList<>();
    tracker.blocks.keySet().stream()
        .sorted()
        .forEach(id -> records.addAll(decode(executor.stored.get(id))));
    return records;
  }

  /** The records of a block. */
  @SuppressWarnings("unchecked") // a receiver's blocks hold its records
  public List<T> decode(BlockValue value) {
    if (value instanceof BlockValue.Objects objects) {
      return (List<T>) objects.records();
    }
    List<T> records = new ArrayList<>();
    Iterator<T> all = codec.decode(((BlockValue.Bytes) value).bytes());
    all.forEachRemaining(records::add);
    return records;
  }
}
