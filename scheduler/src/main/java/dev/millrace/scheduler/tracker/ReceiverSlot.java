package dev.millrace.scheduler.tracker;

import dev.millrace.rdd.ExecutorInfo;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.scheduler.ReceiverSpec;
import dev.millrace.scheduler.listener.ReceiverInfo;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One receiver in the registry.
 *
 * <pre>
 * INACTIVE  -> SCHEDULED  a job is placed on an executor, with a new incarnation
 * SCHEDULED -> ACTIVE     its supervisor registered from there
 * ACTIVE    -> INACTIVE   it deregistered, or its job ended
 * SCHEDULED -> INACTIVE   its job ended before it registered
 * INACTIVE  -> ACTIVE     it registered again within the same job
 * </pre>
 *
 * <em>Owned by the driver thread.</em>
 */
final class ReceiverSlot {

  /** The receiver's state. */
  enum Status {
    INACTIVE,
    SCHEDULED,
    ACTIVE
  }

  /** A job that ended sooner than this counts as one that ended at once. */
  private static final Duration SHORT_LIFE = Duration.ofSeconds(10);

  private static final long BACKOFF_INITIAL_MILLIS = 100;
  private static final long BACKOFF_MAX_MILLIS = 10_000;

  private final ReceiverSpec spec;
  private Status status = Status.INACTIVE;
  private String name;

  /** The life whose job is placed or runs; empty when there is no job. */
  private OptionalLong incarnation = OptionalLong.empty();

  private List<String> candidates = List.of();
  private String executorId = "";
  private String host = "";
  private Consumer<SupervisorMessage> endpoint = message -> {};
  private OptionalDouble rate = OptionalDouble.empty();
  private long launchedAtMillis;
  private int shortLives;

  /**
   * By executor, how many launches there have ended before one registered; since the last start.
   */
  private final Map<String, Integer> launchFailures = new TreeMap<>();

  private String lastErrorMessage = "";
  private String lastError = "";
  private long lastErrorTime = -1;

  ReceiverSlot(ReceiverSpec spec) {
    this.spec = spec;
    this.name = spec.name();
  }

  ReceiverSpec spec() {
    return spec;
  }

  boolean isActive() {
    return status == Status.ACTIVE;
  }

  /** Whether a job is placed or runs. */
  boolean hasJob() {
    return incarnation.isPresent();
  }

  boolean isCurrent(long candidate) {
    return incarnation.isPresent() && incarnation.getAsLong() == candidate;
  }

  String executorId() {
    return executorId;
  }

  List<String> candidates() {
    return candidates;
  }

  /** By executor, how many launches there have failed since the receiver last started. */
  Map<String, Integer> launchFailures() {
    return Collections.unmodifiableMap(launchFailures);
  }

  /** The executors this receiver weighs on. */
  Optional<List<String>> occupied() {
    return switch (status) {
      case INACTIVE -> Optional.empty();
      case SCHEDULED -> Optional.of(candidates);
      case ACTIVE -> Optional.of(List.of(executorId));
    };
  }

  void place(long newIncarnation, List<String> choices, ExecutorInfo chosen, long nowMillis) {
    status = Status.SCHEDULED;
    incarnation = OptionalLong.of(newIncarnation);
    candidates = List.copyOf(choices);
    executorId = chosen.executorId();
    host = chosen.host();
    launchedAtMillis = nowMillis;
  }

  void activate(String registeredName, String registeredHost, Consumer<SupervisorMessage> sender) {
    status = Status.ACTIVE;
    launchFailures.clear();
    name = registeredName;
    host = registeredHost;
    endpoint = sender;
  }

  void deactivate() {
    status = Status.INACTIVE;
  }

  /** The job is over; the next one is due after the delay that comes back. */
  Duration endJob(long nowMillis) {
    if (status == Status.SCHEDULED) {
      launchFailures.merge(executorId, 1, Integer::sum);
    }
    deactivate();
    incarnation = OptionalLong.empty();
    endpoint = message -> {};
    if (nowMillis - launchedAtMillis >= SHORT_LIFE.toMillis()) {
      shortLives = 0;
      return Duration.ZERO;
    }
    return backOff();
  }

  /** How long to wait before another attempt to place it. */
  Duration backOff() {
    long millis = BACKOFF_INITIAL_MILLIS << Math.min(shortLives, 20);
    shortLives++;
    return Duration.ofMillis(Math.min(millis, BACKOFF_MAX_MILLIS));
  }

  void recordError(String message, String detail, long nowMillis) {
    lastErrorMessage = message;
    lastError = detail;
    lastErrorTime = nowMillis;
  }

  /**
   * Remembers a rate limit for this life and the following ones, and tells the receiver if it runs.
   */
  void limit(double recordsPerSecond) {
    rate = OptionalDouble.of(recordsPerSecond);
    sendRate();
  }

  void sendRate() {
    if (isActive() && rate.isPresent()) {
      endpoint.accept(new SupervisorMessage.UpdateRateLimit(rate.getAsDouble()));
    }
  }

  void send(SupervisorMessage message) {
    endpoint.accept(message);
  }

  ReceiverInfo info() {
    return new ReceiverInfo(
        spec.streamId(),
        name,
        isActive(),
        host,
        executorId,
        lastErrorMessage,
        lastError,
        lastErrorTime);
  }

  String name() {
    return name;
  }
}
