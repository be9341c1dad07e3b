package dev.millrace.scheduler.core;

import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.tracker.ReceiverLauncher;
import dev.millrace.wal.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Executors on which receivers are launched that do what the test says. */
final class FakeReceivers implements ReceiverLauncher {

  static final UUID LOG_ID = new UUID(7, 7);

  final List<ExecutorInfo> executors = new ArrayList<>();
  final List<FakeReceiver> launched = new ArrayList<>();

  /** Where the receivers' reports go. */
  BiConsumer<TrackerMessage, Consumer<SupervisorMessage>> tracker = (message, sender) -> {};

  /** Whether receivers register, seal and stop by themselves. */
  boolean obedient = true;

  FakeReceivers(int executorCount) {
    for (int i = 0; i < executorCount; i++) {
      executors.add(new ExecutorInfo(Integer.toString(i), "host-" + i));
    }
  }

  @Override
  public List<ExecutorInfo> executors() {
    return List.copyOf(executors);
  }

  @Override
  public void launch(
      ReceiverSpec receiver,
      long incarnation,
      String executorId,
      Consumer<Optional<Throwable>> onEnd) {
    FakeReceiver fake = new FakeReceiver(receiver, incarnation, executorId, onEnd);
    launched.add(fake);
    if (obedient) {
      fake.register();
    }
  }

  FakeReceiver latest(int streamId) {
    for (int i = launched.size() - 1; i >= 0; i--) {
      if (launched.get(i).streamId() == streamId) {
        return launched.get(i);
      }
    }
    throw new AssertionError("no receiver of stream " + streamId + " was launched");
  }

  /** One life of a receiver. */
  final class FakeReceiver {

    final ReceiverSpec spec;
    final long incarnation;
    final String executorId;
    final List<SupervisorMessage> inbox = new ArrayList<>();
    private final Consumer<Optional<Throwable>> onEnd;
    private long sequence;
    private boolean ended;

    FakeReceiver(
        ReceiverSpec spec,
        long incarnation,
        String executorId,
        Consumer<Optional<Throwable>> onEnd) {
      this.spec = spec;
      this.incarnation = incarnation;
      this.executorId = executorId;
      this.onEnd = onEnd;
    }

    int streamId() {
      return spec.streamId();
    }

    void register() {
      registerOn(executorId);
    }

    void registerOn(String executor) {
      report(
          new TrackerMessage.RegisterReceiver(
              streamId(), incarnation, executor, "host-" + executor, spec.name()));
    }

    /** Stores a block in memory only and reports it. */
    BlockId add(long records) {
      return add(records, Optional.empty());
    }

    BlockId addLogged(long records, long logSequence) {
      return add(records, Optional.of(position(logSequence)));
    }

    BlockId add(long records, Optional<LogPosition> logged) {
      BlockId id = new BlockId(streamId(), incarnation, sequence++);
      report(id, records, logged);
      return id;
    }

    void report(BlockId id, long records, Optional<LogPosition> logged) {
      report(
          new TrackerMessage.AddBlock(
              new ReceivedBlockInfo(id, records, records * 10, List.of(executorId), logged)));
    }

    void report(TrackerMessage message) {
      tracker.accept(message, this::receive);
    }

    void end() {
      end(Optional.empty());
    }

    void fail(Throwable cause) {
      end(Optional.of(cause));
    }

    private void end(Optional<Throwable> cause) {
      if (!ended) {
        ended = true;
        onEnd.accept(cause);
      }
    }

    <M extends SupervisorMessage> List<M> received(Class<M> type) {
      return inbox.stream().filter(type::isInstance).map(type::cast).toList();
    }

    boolean isAcknowledged(BlockId id) {
      return inbox.contains(new SupervisorMessage.BlockAcknowledged(id));
    }

    private void receive(SupervisorMessage message) {
      inbox.add(message);
      if (!obedient) {
        return;
      }
      if (message instanceof SupervisorMessage.SealBlocks seal) {
        report(new TrackerMessage.BlocksSealed(streamId(), incarnation, seal.tick()));
      } else if (message instanceof SupervisorMessage.StopReceiver stop) {
        report(new TrackerMessage.DeregisterReceiver(streamId(), incarnation, stop.reason(), ""));
        end();
      } else if (message instanceof SupervisorMessage.RegistrationRefused) {
        end();
      }
    }
  }

  static LogPosition position(long logSequence) {
    return new LogPosition(LOG_ID, 1, 0, 128 + logSequence * 64, 32, logSequence, 99);
  }
}
