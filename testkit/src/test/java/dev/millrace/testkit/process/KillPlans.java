package dev.millrace.testkit.process;

import dev.millrace.receiver.ReceiverCrashPoints;
import dev.millrace.scheduler.SchedulerCrashPoints;
import dev.millrace.testkit.crash.CrashPlan;
import dev.millrace.testkit.process.Kill.Place;
import dev.millrace.wal.WalCrashPoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** Draws how the lives of a run end. */
final class KillPlans {
  /** Crash points that take logs and snapshots of several lives. */
  private static final List<String> LATE_POINTS =
      List.of(WalCrashPoints.TRUNCATE_DELETED, WalCrashPoints.SNAPSHOT_DELETED);

  /** Crash points that take a full log, for which there is a test of its own. */
  static final List<String> ROLL_POINTS =
      List.of(WalCrashPoints.ROLL_SEALED, WalCrashPoints.ROLL_CLOSED);

  /** Crash points that every life passes. */
  private static final List<String> POINTS =
      Stream.of(
              WalCrashPoints.ALL,
              ReceiverCrashPoints.ALL,
              SchedulerCrashPoints.ALL,
              List.of(KeyedSink.WRITTEN, KeyedSink.PUBLISHED))
          .flatMap(List::stream)
          .filter(name -> !LATE_POINTS.contains(name) && !ROLL_POINTS.contains(name))
          .toList();

  /** Of these, those that a life passes once or twice. */
  private static final Set<String> RARE_POINTS =
      Set.of(
          WalCrashPoints.SEGMENT_CREATED,
          WalCrashPoints.SEGMENT_OPENED,
          ReceiverCrashPoints.LOG_OPENED,
          ReceiverCrashPoints.REGISTERED,
          SchedulerCrashPoints.RECOVERED,
          SchedulerCrashPoints.STARTED,
          SchedulerCrashPoints.RECEIVER_PLACED,
          SchedulerCrashPoints.RECEIVER_LAUNCHED,
          SchedulerCrashPoints.RECEIVER_REGISTERED);

  private static final int POINTS_AT_A_TIME = 6;

  private static final int LATE_MILLIS = 1500;

  private final RandomGenerator random;
  private final boolean full;

  KillPlans(RandomGenerator random, boolean full) {
    this.random = random;
    this.full = full;
  }

  static String kind(Kill kill) {
    if (kill instanceof Kill.AtCrashPoint point) {
      return point.plan().name();
    }
    if (kill instanceof Kill.AtSystemCall call) {
      return call.place() + " " + call.call();
    }
    return kill.getClass().getSimpleName();
  }

  /** The kills of a run, mixed; in a full run each kind comes several times. */
  List<Kill> kills(boolean systemCalls) {
    List<Kill> kills = new ArrayList<>();
    for (int i = 0; i < (full ? 30 : 4); i++) {
      boolean receiving = i % 4 != 3;
      kills.add(new Kill.AfterTime(receiving, Duration.ofMillis(random.nextInt(800))));
    }
    for (int i = 0; i < (full ? 6 : 1); i++) {
      kills.add(
          new Kill.AfterPause(
              Duration.ofMillis(random.nextInt(50, 1000)), Duration.ofMillis(random.nextInt(300))));
    }
    List<String> points = full ? POINTS : some(POINTS, POINTS_AT_A_TIME);
    for (String name : points) {
      for (int i = 0; i < (full ? 2 : 1); i++) {
        kills.add(new Kill.AtCrashPoint(new CrashPlan(name, occurrence(name))));
      }
    }
    if (systemCalls) {
      kills.addAll(full ? calls(5) : some(calls(1), 3));
    }
    Collections.shuffle(kills, new Random(random.nextLong()));
    if (full) {
      kills.addAll(late());
    }
    return kills;
  }

  /** Kills at points that only a long life passes, which is why a long life comes before. */
  private List<Kill> late() {
    List<Kill> kills = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      for (String name : LATE_POINTS) {
        kills.add(new Kill.AfterTime(true, Duration.ofMillis(LATE_MILLIS)));
        kills.add(new Kill.AtCrashPoint(new CrashPlan(name, 1 + i % 2)));
      }
    }
    return kills;
  }

  private List<Kill> calls(int each) {
    List<Kill> calls = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      for (Place log : List.of(Place.DRIVER_LOG, Place.DATA_LOG)) {
        calls.add(new Kill.AtSystemCall(log, "openat", 1));
        calls.add(new Kill.AtSystemCall(log, "write", 1 + random.nextInt(5)));
        calls.add(new Kill.AtSystemCall(log, "fdatasync", 1 + random.nextInt(5)));
      }
      calls.add(new Kill.AtSystemCall(Place.SNAPSHOTS, "openat", 1 + random.nextInt(2)));
      calls.add(new Kill.AtSystemCall(Place.SNAPSHOTS, "/^rename", 1 + random.nextInt(2)));
      calls.add(new Kill.AtSystemCall(Place.SNAPSHOTS, "fsync", 1 + random.nextInt(2)));
    }
    return calls;
  }

  private <T> List<T> some(List<T> all, int count) {
    List<T> mixed = new ArrayList<>(all);
    Collections.shuffle(mixed, new Random(random.nextLong()));
    return mixed.subList(0, count);
  }

  private long occurrence(String name) {
    return RARE_POINTS.contains(name) ? 1 : 1 + random.nextInt(4);
  }
}
