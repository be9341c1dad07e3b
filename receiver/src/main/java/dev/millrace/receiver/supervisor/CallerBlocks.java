package dev.millrace.receiver.supervisor;

import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.RecordEncodingException;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.BlockStoreException;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.ReceiverCrashPoints;
import dev.millrace.receiver.ReceiverListener;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.receiver.block.BlockIntake;
import dev.millrace.receiver.block.RecordBuffer;
import dev.millrace.receiver.block.SealedBlock;
import dev.millrace.receiver.port.Monitor;
import dev.millrace.receiver.store.BlockWrite;
import dev.millrace.receiver.store.ReceivedBlockHandler;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Blocks that callers bring as a whole and wait for. They are stored on the calling thread,
 * reported only when all of a call's blocks are stored, and the call returns when all are
 * acknowledged. <em>Thread-safe.</em>
 */
final class CallerBlocks<T> {

  private final BlockIntake<T> intake;
  private final ReceivedBlockHandler handler;
  private final RecordCodec<T> codec;
  private final int streamId;
  private final ReceiverSettings settings;
  private final Monitor monitor;
  private final LongSupplier nanos;
  private final Consumer<SupervisorEvent> mailbox;
  private final ReceiverListener counters;
  private final Consumer<String> crashPoints;

  /** A stored block of a call. */
  private record Stored(BlockWrite write, ReceivedBlockInfo info) {}

  /** What a call has brought so far; used on its thread only. */
  private static final class Call {
    final List<Stored> stored = new ArrayList<>();

    /** Records of all blocks that were named for it, stored or not. */
    long recordCount;
  }

  /** A reported block and its waiting call. */
  private record Waiting(BlockWrite write, CompletableFuture<Void> acknowledged) {}

  /** Guarded by the monitor. */
  private final Map<BlockId, Waiting> waiting = new LinkedHashMap<>();

  /** Fails once the launch is fenced. */
  private final CompletableFuture<ReceivedBlockInfo> fenced = new CompletableFuture<>();

  CallerBlocks(
      BlockIntake<T> intake,
      ReceivedBlockHandler handler,
      LaunchContext<T> launch,
      ReceiverEnvironment environment) {
    this.intake = intake;
    this.handler = handler;
    this.codec = launch.codec();
    this.streamId = launch.streamId();
    this.settings = environment.settings();
    this.monitor = launch.threads().monitor();
    this.nanos = environment.nanos();
    this.mailbox = launch.mailbox();
    this.counters = environment.listener();
    this.crashPoints = environment.crashPoints();
  }

  /** Stores records as one block, or several when they exceed the size bound. */
  void store(Iterator<T> records) {
    bring(
        call -> {
          RecordBuffer<T> buffer = intake.newBuffer();
          for (int index = 0; records.hasNext(); index++) {
            add(buffer, records.next(), index, call);
            if (buffer.sizeBytes() >= settings.blockBytesMax()) {
              store(buffer.finish(), call);
            }
          }
          if (buffer.recordCount() > 0) {
            store(buffer.finish(), call);
          }
        });
  }

  private void add(RecordBuffer<T> buffer, T record, int index, Call call) {
    try {
      if (!buffer.add(record)) {
        store(buffer.finish(), call);
        buffer.add(record);
      }
    } catch (RecordEncodingException e) {
      counters.onPoisonRecord(streamId);
      throw new RecordEncodingException(
          "nothing was stored, record " + index + " (from 0) is at fault: " + e.getMessage(), e);
    }
  }

  /** Stores bytes that the codec can decode as one block. */
  void store(ByteBuffer bytes) {
    if (bytes.remaining() > ReceiverSettings.BLOCK_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a block has at most "
              + ReceiverSettings.BLOCK_BYTES_MAX
              + " bytes, split it: "
              + bytes.remaining());
    }
    ByteBuffer copy = ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    long count = countRecords(copy);
    if (count > 0) {
      bring(call -> store(new BlockValue.Bytes(copy, count), call));
    }
  }

  private long countRecords(ByteBuffer bytes) {
    if (!bytes.hasRemaining()) {
      return 0;
    }
    try {
      long count = 0;
      for (Iterator<T> records = codec.decode(bytes); records.hasNext(); records.next()) {
        count++;
      }
      return count;
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          bytes.remaining() + " bytes are not a block of the receiver's codec: " + e.getMessage(),
          e);
    }
  }

  /** The driver has acknowledged the block; false if no call waits for it. */
  boolean release(BlockId id) {
    Waiting released;
    monitor.lock();
    try {
      released = waiting.remove(id);
    } finally {
      monitor.unlock();
    }
    if (released == null) {
      return false;
    }
    released.acknowledged().complete(null);
    crashPoints.accept(ReceiverCrashPoints.SOURCE_ACKNOWLEDGED);
    return true;
  }

  /**
   * Fails all calls that wait, and those that begin to.
   *
   * @param reported blocks that the driver may know of, which stay where they are
   */
  void fence(Throwable cause, Set<BlockId> reported) {
    Map<BlockId, Waiting> failed;
    monitor.lock();
    try {
      fenced.completeExceptionally(cause);
      failed = new LinkedHashMap<>(waiting);
      waiting.clear();
    } finally {
      monitor.unlock();
    }
    failed.forEach(
        (id, call) -> {
          if (!reported.contains(id)) {
            call.write().abandon();
          }
          call.acknowledged().completeExceptionally(cause);
        });
  }

  /** Runs a call from its admission to its acknowledgement, or undoes it. */
  private void bring(Consumer<Call> storing) {
    inside(intake::beginCaller);
    Call call = new Call();
    boolean reported = false;
    boolean good = false;
    try {
      storing.accept(call);
      CompletableFuture<Void> acknowledged = report(call.stored);
      reported = true;
      await(acknowledged);
      good = true;
    } finally {
      if (!reported) {
        call.stored.forEach(block -> block.write().abandon());
      }
      boolean acknowledged = good;
      inside(() -> intake.endCaller(call.recordCount, acknowledged));
    }
  }

  /** Stores one block on the calling thread; undoes it if that fails. */
  private void store(BlockValue value, Call call) {
    BlockId id = admit(value.recordCount());
    call.recordCount += value.recordCount();
    SealedBlock block = new SealedBlock(id, value, nanos.getAsLong());
    counters.onBlockSealed(id, value.recordCount(), value.sizeBytes());
    crashPoints.accept(ReceiverCrashPoints.BLOCK_SEALED);
    BlockWrite write = handler.write(block);
    try {
      ReceivedBlockInfo info =
          (ReceivedBlockInfo) monitor.join(CompletableFuture.anyOf(write.attempt(), fenced));
      counters.onBlockStored(id, value.recordCount(), nanos.getAsLong() - block.sealedNanos());
      crashPoints.accept(ReceiverCrashPoints.BLOCK_STORED);
      call.stored.add(new Stored(write, info));
    } catch (CompletionException e) {
      write.abandon();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      counters.onBlockStoreFailed(id, cause);
      throw new BlockStoreException(
          "block " + id + " was not stored, give its records again: " + cause.getMessage(), cause);
    }
  }

  private BlockId admit(long recordCount) {
    monitor.lock();
    try {
      while (true) {
        long wait = intake.admitBlock(recordCount, nanos.getAsLong());
        if (wait == BlockIntake.ACCEPTED) {
          return intake.nextId(recordCount);
        }
        monitor.await(wait);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the rate limit held the records back", e);
    } finally {
      monitor.unlock();
    }
  }

  /** Hands the blocks on to be reported; the result completes when all are acknowledged. */
  private CompletableFuture<Void> report(List<Stored> stored) {
    List<CompletableFuture<Void>> acknowledged = new ArrayList<>();
    monitor.lock();
    try {
      if (fenced.isDone()) {
        throw new IllegalStateException("the receiver has ended, its records are refused");
      }
      for (Stored block : stored) {
        CompletableFuture<Void> one = new CompletableFuture<>();
        waiting.put(block.info().id(), new Waiting(block.write(), one));
        acknowledged.add(one);
      }
    } finally {
      monitor.unlock();
    }
    stored.forEach(block -> mailbox.accept(new SupervisorEvent.BlockStored(block.info(), true)));
    return CompletableFuture.allOf(acknowledged.toArray(CompletableFuture<?>[]::new));
  }

  private void await(CompletableFuture<Void> acknowledged) {
    try {
      monitor.join(acknowledged);
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(cause.getMessage(), cause);
    }
  }

  private void inside(Runnable action) {
    monitor.lock();
    try {
      action.run();
    } finally {
      monitor.unlock();
    }
  }
}
