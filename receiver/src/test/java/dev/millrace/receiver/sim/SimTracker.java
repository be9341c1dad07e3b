package dev.millrace.receiver.sim;

import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/** A driver's tracker behind a network that may lose, repeat and delay messages. */
public final class SimTracker implements Consumer<TrackerMessage> {

  private final SimWorld world;
  private final Random random;
  private Consumer<SupervisorMessage> supervisor = message -> {};

  /** Chance of each message to be lost, and to come twice. */
  public double faults;

  public Duration delayMax = Duration.ZERO;

  /** Whether blocks are acknowledged. */
  public boolean acknowledges = true;

  /** Whether the incarnation is over. */
  public boolean closed;

  public final Map<BlockId, ReceivedBlockInfo> blocks = new LinkedHashMap<>();
  public final List<TrackerMessage> heard = new ArrayList<>();
  public final Set<Long> lossReports = new LinkedHashSet<>();
  public long recordsLost;

  public SimTracker(SimWorld world, long seed) {
    this.world = world;
    this.random = new Random(seed);
  }

  public void connect(Consumer<SupervisorMessage> newSupervisor) {
    supervisor = newSupervisor;
  }

  @Override
  public void accept(TrackerMessage message) {
    deliver(() -> hear(message));
  }

  public void tell(SupervisorMessage message) {
    deliver(() -> supervisor.accept(message));
  }

  public <M> List<M> heard(Class<M> type) {
    return heard.stream().filter(type::isInstance).map(type::cast).toList();
  }

  public long records() {
    return blocks.values().stream().mapToLong(ReceivedBlockInfo::recordCount).sum();
  }

  private void deliver(Runnable delivery) {
    if (random.nextDouble() < faults) {
      return;
    }
    int copies = random.nextDouble() < faults ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      Runnable unused =
          world.after(
              Duration.ofNanos((long) (random.nextDouble() * delayMax.toNanos())), delivery);
    }
  }

  private void hear(TrackerMessage message) {
    heard.add(message);
    if (message instanceof TrackerMessage.RegisterReceiver) {
      tell(new SupervisorMessage.Registered());
    } else if (message instanceof TrackerMessage.AddBlock add) {
      hearBlock(add);
    } else if (message instanceof TrackerMessage.RecordsLost lost) {
      if (lossReports.add(lost.reportNumber())) {
        recordsLost += lost.recordCount();
      }
      tell(new SupervisorMessage.LossAcknowledged(lost.reportNumber()));
    } else if (message instanceof TrackerMessage.DeregisterReceiver) {
      tell(new SupervisorMessage.Deregistered());
    }
  }

  private void hearBlock(TrackerMessage.AddBlock add) {
    if (!acknowledges) {
      return;
    }
    if (closed && !blocks.containsKey(add.id())) {
      tell(new SupervisorMessage.BlockRefused(add.id(), "over"));
      return;
    }
    ReceivedBlockInfo before = blocks.putIfAbsent(add.id(), add.block());
    if (before != null && !before.equals(add.block())) {
      throw new AssertionError("one name for two blocks: " + before + ", " + add.block());
    }
    tell(new SupervisorMessage.BlockAcknowledged(add.id()));
  }
}
