package dev.millrace.receiver.supervisor;

import dev.millrace.rdd.RecordEncodingException;
import dev.millrace.receiver.BlockGenerator;
import dev.millrace.receiver.ReceiverListener;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.receiver.block.BlockIntake;
import dev.millrace.receiver.block.Generator;
import dev.millrace.receiver.block.RecordBuffer;
import dev.millrace.receiver.port.Monitor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * The blocking face of one generator: asks the intake until it takes the record.
 * <em>Thread-safe.</em>
 */
final class GeneratorFace<T> implements BlockGenerator<T> {

  private final BlockIntake<T> intake;
  private final Generator<T> generator;
  private final int streamId;
  private final Gate gate;
  private final Monitor monitor;
  private final LongSupplier nanos;
  private final ReceiverListener counters;

  GeneratorFace(
      BlockIntake<T> intake,
      Generator<T> generator,
      Gate gate,
      LaunchContext<T> launch,
      ReceiverEnvironment environment) {
    this.intake = intake;
    this.generator = generator;
    this.streamId = launch.streamId();
    this.gate = gate;
    this.monitor = launch.threads().monitor();
    this.nanos = environment.nanos();
    this.counters = environment.listener();
  }

  @Override
  public void addData(T record) {
    untilAccepted(1, now -> intake.offer(generator, record, now));
  }

  @Override
  public void addDataWithCallback(T record, Object metadata) {
    untilAccepted(1, now -> intake.offer(generator, record, metadata, now));
  }

  @Override
  public void addMultipleDataWithCallback(Iterator<T> records, Object metadata) {
    List<T> all = new ArrayList<>();
    records.forEachRemaining(all::add);
    if (all.isEmpty()) {
      return;
    }
    long bytes = checkedBytes(all);
    untilAccepted(all.size(), now -> intake.offerAll(generator, all, bytes, metadata, now));
  }

  @Override
  public State state() {
    monitor.lock();
    try {
      return generator.state();
    } finally {
      monitor.unlock();
    }
  }

  /** What the records take, having made sure that each can be taken. */
  private long checkedBytes(List<T> records) {
    RecordBuffer<T> trial = intake.newBuffer();
    for (int index = 0; index < records.size(); index++) {
      try {
        if (!trial.add(records.get(index))) {
          throw new RecordEncodingException("all of them do not fit into one block", null);
        }
      } catch (RecordEncodingException e) {
        counters.onPoisonRecord(streamId);
        throw new RecordEncodingException(
            "nothing was added, record " + index + " (from 0) is at fault: " + e.getMessage(), e);
      }
    }
    if (trial.sizeBytes() > ReceiverSettings.BLOCK_BYTES_MAX) {
      throw new IllegalArgumentException(
          "records added in one step must fit into one block of "
              + ReceiverSettings.BLOCK_BYTES_MAX
              + " bytes: "
              + trial.sizeBytes());
    }
    return trial.sizeBytes();
  }

  private void untilAccepted(long recordCount, LongUnaryOperator offer) {
    monitor.lock();
    try {
      while (true) {
        if (gate.isClosed()) {
          counters.onRecordsRejected(streamId, recordCount);
          throw new IllegalStateException(
              "the receiver's executor is lost, its records are refused");
        }
        long wait = offer.applyAsLong(nanos.getAsLong());
        if (wait == BlockIntake.ACCEPTED) {
          return;
        }
        monitor.await(wait);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      counters.onRecordsRejected(streamId, recordCount);
      throw new IllegalStateException(
          "interrupted while records were held back, they are refused", e);
    } finally {
      monitor.unlock();
    }
  }
}
