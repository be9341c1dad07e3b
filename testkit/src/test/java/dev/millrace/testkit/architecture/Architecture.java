package dev.millrace.testkit.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The architecture as data: modules and their arrows, third-party types and their homes, and what
 * only a host may touch. Package names are relative to the base package, so that the same table
 * judges Millrace and the fixtures that break its rules. A name stands for the package and all
 * packages below it, unless a table says otherwise. <em>Immutable.</em>
 */
final class Architecture {
  /**
   * A module: the packages it holds and the packages of other modules that it may import. What is
   * not listed is not allowed. The benchmarks, which may import everything, have no row.
   */
  record Module(String name, List<String> packages, List<String> mayImport) {}

  static final List<Module> MODULES =
      List.of(
          new Module("wal", List.of("wal"), List.of()),
          new Module("rdd-lite", List.of("rdd", "time"), List.of()),
          new Module("receiver", List.of("receiver"), List.of("rdd", "time", "wal")),
          new Module("scheduler", List.of("scheduler"), List.of("receiver", "rdd", "time", "wal")),
          new Module(
              "streaming-core",
              List.of("streaming"),
              List.of("scheduler", "receiver", "rdd", "time", "wal")),
          new Module(
              "testkit",
              List.of("testkit"),
              List.of("streaming", "scheduler", "receiver", "rdd", "time", "wal")),
          // Programs see what the public API shows, no more.
          new Module(
              "examples",
              List.of("examples"),
              List.of("streaming", "scheduler.listener", "receiver", "rdd", "time")));

  /**
   * A third-party library: the packages its types lie in and the packages of ours that may name
   * them. {@code **} in a home stands for any packages or none.
   */
  record Library(String name, List<String> packages, List<String> homes) {}

  static final List<Library> LIBRARIES =
      List.of(
          new Library("Akka", List.of("akka", "com.typesafe", "scala"), List.of("**.actor")),
          new Library("Kryo", List.of("com.esotericsoftware"), List.of("rdd.codec")),
          new Library(
              "Hadoop",
              List.of("org.apache.hadoop"),
              List.of("rdd.hadoop", "wal.file", "streaming", "streaming.hadoop", "testkit.hadoop")),
          new Library("Guava", List.of("com.google.common"), List.of("rdd", "streaming")),
          new Library("slf4j", List.of("org.slf4j"), List.of("**")),
          new Library("JUnit", List.of("org.junit", "org.opentest4j"), List.of("testkit")),
          new Library("picocli", List.of("picocli"), List.of("examples")));

  /** Types that may be named anywhere: the JDK's, without its internals. */
  static final List<String> JDK =
      List.of("java", "javax", "jdk", "com.sun.management", "com.sun.net.httpserver");

  /**
   * Packages, each without those below it, whose public and protected signatures users read: these
   * show our types and the JDK's only.
   */
  static final List<String> USER_FACING =
      List.of("rdd", "rdd.function", "receiver", "scheduler.listener", "streaming", "time", "wal");

  /** A third-party type that a user-facing class shows because the type is the point. */
  record Exemption(String className, String shownType, String reason) {}

  static final List<Exemption> EXEMPTIONS =
      List.of(
          new Exemption(
              "streaming.StreamingContext",
              "org.apache.hadoop.mapreduce.InputFormat",
              "fileStream reads what a Hadoop input format makes of files"),
          new Exemption(
              "streaming.StreamingContext",
              "org.apache.hadoop.fs.Path",
              "fileStream's filter is asked about paths of Hadoop's file systems"),
          new Exemption(
              "streaming.StreamingContext",
              "org.apache.hadoop.conf.Configuration",
              "fileStream hands settings to input format and file system"));

  /** Packages that may touch threads, clocks, randomness and the environment. */
  static final List<String> HOSTS = List.of("**.host", "streaming.wiring", "examples");

  /**
   * A call that only a host may make, and what the others do instead. The call is written {@code
   * owner.name(parameters)}; {@code (*)} means any parameters, {@code .*} any member. Calls on
   * subtypes of the owner count.
   */
  record HostCall(String call, String instead) {
    String owner() {
      String beforeParameters = call.substring(0, call.indexOf('('));
      return beforeParameters.substring(0, beforeParameters.lastIndexOf('.'));
    }

    String member() {
      String beforeParameters = call.substring(0, call.indexOf('('));
      return beforeParameters.substring(beforeParameters.lastIndexOf('.') + 1);
    }

    String parameters() {
      return call.substring(call.indexOf('(') + 1, call.length() - 1);
    }
  }

  static final List<HostCall> HOST_CALLS = hostCalls();

  /** A class below the base package that may make some of these calls without being a host. */
  record HostExemption(String className, Set<String> calls, String reason) {}

  static final List<HostExemption> HOST_EXEMPTIONS =
      List.of(
          new HostExemption(
              "rdd.codec.FixedClasses",
              Set.of("java.util.Map.copyOf(*)", "java.util.Set.copyOf(*)"),
              "a program's immutable sets and maps come back as what they were"));

  private Architecture() {}

  private static List<HostCall> hostCalls() {
    List<HostCall> calls = new ArrayList<>();
    add(
        calls,
        "take an Executor",
        "java.lang.Thread.<init>(*)",
        "java.lang.Thread.start(*)",
        "java.lang.ThreadGroup.<init>(*)",
        "java.util.Timer.<init>(*)",
        "java.util.concurrent.Executors.*(*)",
        "java.util.concurrent.ThreadPoolExecutor.<init>(*)",
        "java.util.concurrent.ForkJoinPool.<init>(*)",
        "java.util.concurrent.ForkJoinPool.commonPool(*)",
        "java.util.Collection.parallelStream(*)",
        "java.util.stream.BaseStream.parallel(*)",
        "java.util.concurrent.CompletableFuture.runAsync(java.lang.Runnable)",
        "java.util.concurrent.CompletableFuture.supplyAsync(java.util.function.Supplier)",
        "java.util.concurrent.CompletableFuture.thenRunAsync(java.lang.Runnable)",
        "java.util.concurrent.CompletableFuture.thenApplyAsync(java.util.function.Function)",
        "java.util.concurrent.CompletableFuture.thenAcceptAsync(java.util.function.Consumer)",
        "java.util.concurrent.CompletableFuture.thenComposeAsync(java.util.function.Function)",
        "java.util.concurrent.CompletableFuture.handleAsync(java.util.function.BiFunction)",
        "java.util.concurrent.CompletableFuture.whenCompleteAsync(java.util.function.BiConsumer)");
    add(
        calls,
        "take an InstantSource, or a LongSupplier of nanoseconds",
        "java.lang.System.currentTimeMillis()",
        "java.lang.System.nanoTime()",
        "java.lang.Thread.sleep(*)",
        "java.util.concurrent.TimeUnit.sleep(*)",
        "java.util.concurrent.locks.LockSupport.parkNanos(*)",
        "java.util.concurrent.locks.LockSupport.parkUntil(*)",
        "java.util.concurrent.CompletableFuture.orTimeout(*)",
        "java.util.concurrent.CompletableFuture.completeOnTimeout(*)",
        "java.util.concurrent.CompletableFuture.delayedExecutor(*)",
        "java.time.Clock.systemUTC()",
        "java.time.Clock.systemDefaultZone()",
        "java.time.Clock.system(*)",
        "java.time.Clock.tickMillis(*)",
        "java.time.Clock.tickSeconds(*)",
        "java.time.Clock.tickMinutes(*)",
        "java.time.InstantSource.system()",
        "java.time.Instant.now()",
        "java.time.LocalDate.now()",
        "java.time.LocalTime.now()",
        "java.time.LocalDateTime.now()",
        "java.time.OffsetDateTime.now()",
        "java.time.ZonedDateTime.now()",
        "java.util.Date.<init>()",
        "java.util.Calendar.getInstance(*)");
    add(
        calls,
        "take a RandomGenerator, or a seed",
        "java.lang.Math.random()",
        "java.util.Random.<init>()",
        "java.util.SplittableRandom.<init>()",
        "java.util.UUID.randomUUID()",
        "java.util.Collections.shuffle(java.util.List)",
        "java.util.concurrent.ThreadLocalRandom.current()",
        "java.util.random.RandomGenerator.getDefault()",
        "java.util.random.RandomGenerator.of(*)",
        "java.security.SecureRandom.<init>(*)",
        "java.lang.System.identityHashCode(*)");
    add(
        calls,
        "keep an order that is the same in every JVM: a view of a LinkedHashMap, say",
        "java.util.Map.copyOf(*)",
        "java.util.Map.ofEntries(*)",
        "java.util.Set.copyOf(*)",
        "java.util.stream.Collectors.toUnmodifiableSet()",
        "java.util.stream.Collectors.toUnmodifiableMap(*)");
    add(
        calls,
        "take the value as an argument",
        "java.lang.System.getenv(*)",
        "java.lang.System.getProperty(*)",
        "java.lang.System.getProperties()",
        "java.lang.System.setProperty(*)",
        "java.lang.Boolean.getBoolean(*)",
        "java.lang.Integer.getInteger(*)",
        "java.lang.Long.getLong(*)",
        "java.lang.Runtime.getRuntime()",
        "java.lang.ProcessBuilder.<init>(*)",
        "java.lang.ProcessHandle.current()",
        "java.lang.management.ManagementFactory.*(*)",
        "java.net.InetAddress.getLocalHost()",
        "java.nio.charset.Charset.defaultCharset()",
        "java.time.ZoneId.systemDefault()",
        "java.util.Locale.getDefault(*)",
        "java.util.TimeZone.getDefault()");
    return List.copyOf(calls);
  }

  private static void add(List<HostCall> calls, String instead, String... names) {
    for (String name : names) {
      calls.add(new HostCall(name, instead));
    }
  }
}
