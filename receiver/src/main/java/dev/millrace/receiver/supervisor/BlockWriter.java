package dev.millrace.receiver.supervisor;

import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.RecordEncodingException;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.ReceiverCrashPoints;
import dev.millrace.receiver.ReceiverListener;
import dev.millrace.receiver.block.BlockIntake;
import dev.millrace.receiver.block.Generator;
import dev.millrace.receiver.block.PoisonFilter;
import dev.millrace.receiver.block.QueuedBlock;
import dev.millrace.receiver.block.SealedBlock;
import dev.millrace.receiver.port.Monitor;
import dev.millrace.receiver.port.Timers;
import dev.millrace.receiver.store.BlockWrite;
import dev.millrace.receiver.store.ReceivedBlockHandler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Stores the queue's blocks one after the other and hands each on to be reported. A block that
 * cannot be stored is tried again under the same id, with growing pauses, until it is: the writer
 * never gives up and never dies. <em>Owned by the writer executor</em>; {@link #wake}, {@link
 * #release} and {@link #close} may be called by any thread.
 */
final class BlockWriter<T> {

  private static final long PAUSE_MILLIS_MIN = 50;
  private static final int PAUSE_DOUBLINGS_MAX = 7;

  private final BlockIntake<T> intake;
  private final ReceivedBlockHandler handler;
  private final Monitor monitor;
  private final Executor writer;
  private final Timers timers;
  private final LongSupplier nanos;
  private final Consumer<SupervisorEvent> mailbox;
  private final ReceiverListener counters;
  private final Consumer<String> crashPoints;
  private final RecordCodec<T> codec;

  /** A block of the queue on its way. */
  private record Writing<T>(BlockWrite write, Generator<T> generator) {}

  private Optional<Writing<T>> current = Optional.empty();

  /** Failed attempts at the current block. */
  private int failures;

  /** Stored and handed on, waiting for the acknowledgement. */
  private final Map<BlockId, Writing<T>> stored = new LinkedHashMap<>();

  private boolean closed;

  BlockWriter(
      BlockIntake<T> intake,
      ReceivedBlockHandler handler,
      LaunchContext<T> launch,
      ReceiverEnvironment environment) {
    this.intake = intake;
    this.handler = handler;
    this.monitor = launch.threads().monitor();
    this.writer = launch.threads().writer();
    this.timers = environment.timers();
    this.nanos = environment.nanos();
    this.mailbox = launch.mailbox();
    this.counters = environment.listener();
    this.crashPoints = environment.crashPoints();
    this.codec = launch.codec();
  }

  /** There may be a block to store. */
  void wake() {
    writer.execute(this::storeNext);
  }

  /**
   * The driver has acknowledged the block: tells the generator's listener, then frees its place.
   */
  void release(BlockId id) {
    writer.execute(() -> releaseNow(id));
  }

  /**
   * Stores nothing more; what the driver cannot know of goes.
   *
   * @param reported blocks without an answer that the driver may know of
   */
  void close(Set<BlockId> reported) {
    writer.execute(
        () -> {
          closed = true;
          current.ifPresent(writing -> writing.write().abandon());
          current = Optional.empty();
          stored.forEach(
              (id, writing) -> {
                if (!reported.contains(id)) {
                  writing.write().abandon();
                }
              });
          stored.clear();
        });
  }

  private void storeNext() {
    if (closed || current.isPresent()) {
      return;
    }
    Optional<QueuedBlock<T>> next;
    monitor.lock();
    try {
      next = intake.poll();
    } finally {
      monitor.unlock();
    }
    if (next.isPresent()) {
      failures = 0;
      begin(next.get().block(), next.get().generator());
    }
  }

  private void begin(SealedBlock block, Generator<T> generator) {
    Writing<T> writing = new Writing<>(handler.write(block), generator);
    current = Optional.of(writing);
    attempt(writing);
  }

  private void attempt(Writing<T> writing) {
    CompletableFuture<ReceivedBlockInfo> unused =
        writing
            .write()
            .attempt()
            .whenComplete(
                (info, failure) -> writer.execute(() -> onAttempt(writing, info, failure)));
  }

  private void onAttempt(Writing<T> writing, ReceivedBlockInfo info, Throwable failure) {
    if (closed) {
      return;
    }
    if (failure == null) {
      onStored(writing, info);
    } else {
      onFailed(writing, cause(failure));
    }
  }

  private void onStored(Writing<T> writing, ReceivedBlockInfo info) {
    SealedBlock block = writing.write().block();
    long now = nanos.getAsLong();
    counters.onBlockStored(block.id(), block.recordCount(), now - block.sealedNanos());
    crashPoints.accept(ReceiverCrashPoints.BLOCK_STORED);
    stored.put(block.id(), writing);
    current = Optional.empty();
    mailbox.accept(new SupervisorEvent.BlockStored(info, false));
    monitor.lock();
    try {
      intake.stored(block.id(), now);
    } finally {
      monitor.unlock();
    }
    storeNext();
  }

  private void onFailed(Writing<T> writing, Throwable cause) {
    BlockId id = writing.write().block().id();
    if (cause instanceof RecordEncodingException
        && writing.write().block().value() instanceof BlockValue.Objects objects
        && dropPoison(writing, objects, cause)) {
      return;
    }
    failures++;
    counters.onBlockStoreFailed(id, cause);
    mailbox.accept(new SupervisorEvent.BlockStoreFailed(id, failures, cause));
    tell(() -> writing.generator().listener().onError("block " + id + " was not stored", cause));
    long pause = PAUSE_MILLIS_MIN << Math.min(failures - 1, PAUSE_DOUBLINGS_MAX);
    timers.after(
        Duration.ofMillis(pause),
        () ->
            writer.execute(
                () -> {
                  if (!closed) {
                    attempt(writing);
                  }
                }));
  }

  /** A block of objects had to be encoded after all: goes on without the records that cannot be. */
  private boolean dropPoison(Writing<T> writing, BlockValue.Objects objects, Throwable cause) {
    List<T> kept = PoisonFilter.encodable(codec, objects);
    long dropped = objects.recordCount() - kept.size();
    if (dropped == 0) {
      return false;
    }
    SealedBlock block = writing.write().block();
    writing.write().abandon();
    current = Optional.empty();
    String reason = "records of block " + block.id() + " cannot be encoded: " + cause.getMessage();
    counters.onRecordsLost(block.id().streamId(), dropped, reason);
    mailbox.accept(new SupervisorEvent.RecordsLost(dropped, reason));
    monitor.lock();
    try {
      intake.recount(block.id(), kept.size());
      if (kept.isEmpty()) {
        intake.release(block.id(), nanos.getAsLong());
      }
    } finally {
      monitor.unlock();
    }
    if (kept.isEmpty()) {
      storeNext();
    } else {
      BlockValue rest = new BlockValue.Objects(kept, objects.sizeBytes());
      begin(new SealedBlock(block.id(), rest, block.sealedNanos()), writing.generator());
    }
    return true;
  }

  private void releaseNow(BlockId id) {
    Writing<T> writing = stored.remove(id);
    if (writing == null) {
      return; // closed in the meantime
    }
    tell(() -> writing.generator().listener().onPushBlock(id));
    crashPoints.accept(ReceiverCrashPoints.SOURCE_ACKNOWLEDGED);
    monitor.lock();
    try {
      intake.release(id, nanos.getAsLong());
    } finally {
      monitor.unlock();
    }
  }

  /** Calls a user's listener. */
  private void tell(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      mailbox.accept(
          new SupervisorEvent.ErrorSeen("a block generator's listener failed", Optional.of(e)));
    }
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }
}
