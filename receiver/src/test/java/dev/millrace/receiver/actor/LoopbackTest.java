package dev.millrace.receiver.actor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import dev.millrace.rdd.BlockEncoder;
import dev.millrace.rdd.BlockValue;
import dev.millrace.rdd.MillraceConf;
import dev.millrace.rdd.ReceiverTask;
import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.codec.LineCodec;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.receiver.Receiver;
import dev.millrace.receiver.ReceiverKeys;
import dev.millrace.receiver.ReceiverLostException;
import dev.millrace.receiver.ReceiverSettings;
import dev.millrace.receiver.host.SocketNetwork;
import dev.millrace.receiver.host.SystemReceiverThreads;
import dev.millrace.receiver.host.SystemTimers;
import dev.millrace.receiver.message.SupervisorMessage;
import dev.millrace.receiver.message.TrackerMessage;
import dev.millrace.receiver.sim.Counters;
import dev.millrace.receiver.sim.FakeExecutor;
import dev.millrace.receiver.sim.Settings;
import dev.millrace.receiver.sim.TestReceiver;
import dev.millrace.receiver.socket.SocketStreamReceiver;
import dev.millrace.receiver.socket.SocketTextReceiver;
import dev.millrace.receiver.store.DataLogs;
import dev.millrace.receiver.store.LogBlockFallback;
import dev.millrace.receiver.supervisor.ReceiverCopier;
import dev.millrace.receiver.supervisor.ReceiverEnvironment;
import dev.millrace.wal.LogEnvironment;
import dev.millrace.wal.LogListener;
import dev.millrace.wal.file.InMemoryFileStore;
import dev.millrace.wal.host.SingleLogThread;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Receivers on real actors, threads and loopback sockets. */
class LoopbackTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private final Map<BlockId, ReceivedBlockInfo> blocks = new ConcurrentSkipListMap<>();
  private final List<TrackerMessage> heard = new CopyOnWriteArrayList<>();
  private final List<Optional<Throwable>> ends = new CopyOnWriteArrayList<>();
  private final Counters counters = new Counters();
  private final SystemTimers timers = new SystemTimers();
  private final FakeExecutor executor = FakeExecutor.cluster(1).get(0);
  private final SingleLogThread logThread = new SingleLogThread("millrace-test-log");
  private volatile ActorRef<SupervisorMessage> supervisor;
  private final ActorSystem<ToTracker> system =
      ActorSystem.create(
          tracker(),
          "loopback",
          ConfigFactory.parseString("akka.loglevel=ERROR").withFallback(ConfigFactory.load()));

  private Behavior<ToTracker> tracker() {
    return Behaviors.receiveMessage(
        envelope -> {
          TrackerMessage message = envelope.message();
          heard.add(message);
          supervisor = envelope.sender();
          if (message instanceof TrackerMessage.RegisterReceiver) {
            supervisor.tell(new SupervisorMessage.Registered());
          } else if (message instanceof TrackerMessage.AddBlock add) {
            blocks.put(add.id(), add.block());
            supervisor.tell(new SupervisorMessage.BlockAcknowledged(add.id()));
          } else if (message instanceof TrackerMessage.DeregisterReceiver) {
            supervisor.tell(new SupervisorMessage.Deregistered());
          }
          return Behaviors.same();
        });
  }

  @AfterEach
  void leavesNoThreadBehind() throws Exception {
    timers.close();
    logThread.close();
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().get(10, TimeUnit.SECONDS);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertEquals(
                    List.of(),
                    Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("millrace-"))
                        .filter(name -> !name.contains("-storage-")) // these end when idle
                        .toList()));
  }

  private <T> ReceiverTask.Running start(Receiver<T> receiver, ReceiverSettings settings) {
    RecordCodec<T> codec = receiver.codec(List.of());
    return new ReceiverLauncher(system, environment(settings))
        .task(new ReceiverCopier<>(receiver), codec, 3, 7, system)
        .start(executor, ends::add);
  }

  private ReceiverEnvironment environment(ReceiverSettings settings) {
    return new ReceiverEnvironment(
        settings,
        new SystemReceiverThreads(),
        timers,
        System::nanoTime,
        (stream, incarnation) -> new Random(incarnation),
        new SocketNetwork(System::nanoTime),
        counters,
        step -> {});
  }

  private static ReceiverSettings quickRestarts() {
    return ReceiverSettings.from(
        new MillraceConf()
            .set(ReceiverKeys.BLOCK_INTERVAL.name(), "20ms")
            .set(ReceiverKeys.RESTART_DELAY.name(), "10ms"));
  }

  private static String lines(int from, int to) {
    StringBuilder text = new StringBuilder();
    IntStream.range(from, to).forEach(i -> text.append("line ").append(i).append('\n'));
    return text.toString();
  }

  private List<String> received() {
    List<String> received = new ArrayList<>();
    for (BlockId id : blocks.keySet()) {
      BlockValue.Bytes value = (BlockValue.Bytes) executor.stored.get(id);
      Iterator<String> all = new LineCodec().decode(value.bytes());
      all.forEachRemaining(received::add);
    }
    return received;
  }

  private void stop() {
    supervisor.tell(new SupervisorMessage.StopReceiver("done"));
    await().atMost(Duration.ofSeconds(20)).until(() -> ends.size() == 1);
  }

  @Test
  void receivesAllLinesOfASocketAndStopsInGoodOrder() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
      start(
          new SocketTextReceiver(
              LOOPBACK.getHostAddress(), server.getLocalPort(), StorageLevel.MEMORY_ONLY_SER()),
          Settings.defaults());
      try (Socket client = server.accept()) {
        OutputStream out = client.getOutputStream();
        out.write(lines(0, 200_000).getBytes(UTF_8));
        out.flush();
        await().atMost(Duration.ofSeconds(20)).until(() -> counters.acknowledgedRecords == 200_000);
        stop();
        assertTrue(ends.get(0).isEmpty());
        assertEquals(lines(0, 200_000), String.join("\n", received()) + "\n");
        assertEquals(-1, client.getInputStream().read(), "the receiver closed the connection");
      }
    }
  }

  @Test
  void connectsAgainAfterTheServerWentAway() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
      port = server.getLocalPort();
      start(
          new SocketTextReceiver(LOOPBACK.getHostAddress(), port, StorageLevel.MEMORY_ONLY_SER()),
          quickRestarts());
      for (int round = 0; round < 3; round++) {
        try (Socket client = server.accept()) {
          client.getOutputStream().write(lines(10 * round, 10 * round + 10).getBytes(UTF_8));
        }
      }
      await().atMost(Duration.ofSeconds(20)).until(() -> counters.acknowledgedRecords == 30);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> counters.errors.stream().anyMatch(error -> error.contains("refused")));
    stop();
    assertEquals(lines(0, 30), String.join("\n", received()) + "\n");
  }

  @Test
  void receivesWhatAConverterMakesOfAStream() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
      start(
          new SocketStreamReceiver<String>(
              LOOPBACK.getHostAddress(),
              server.getLocalPort(),
              stream ->
                  () -> new BufferedReader(new InputStreamReader(stream, UTF_8)).lines().iterator(),
              StorageLevel.MEMORY_ONLY_SER()),
          Settings.defaults());
      try (Socket client = server.accept()) {
        client.getOutputStream().write(lines(0, 1_000).getBytes(UTF_8));
        client.getOutputStream().flush();
        await().atMost(Duration.ofSeconds(20)).until(() -> counters.acknowledgedRecords == 1_000);
        stop();
      }
    }
  }

  @Test
  void logsBlocksBeforeTheyAreAcknowledged() throws Exception {
    DataLogs logs =
        new DataLogs(
            new InMemoryFileStore(),
            settings -> settings,
            id ->
                new LogEnvironment(
                    logThread,
                    Instant::now,
                    System::nanoTime,
                    new Random(1),
                    point -> {},
                    LogListener.NONE));
    executor.provide(DataLogs.class, logs);
    TestReceiver<String> receiver = new StoringReceiver();
    start(receiver, Settings.logged());
    await().atMost(Duration.ofSeconds(20)).until(() -> counters.acknowledgedRecords == 100);
    stop();
    ByteBuffer bytes =
        LogBlockFallback.of(blocks.values().iterator().next()).orElseThrow().read(executor);
    List<String> records = new ArrayList<>();
    receiver.codec(List.of()).decode(bytes).forEachRemaining(records::add);
    assertEquals(100, records.size());
    logs.close().get(10, TimeUnit.SECONDS);
  }

  @Test
  void restartsReceiverWhoseOwnThreadDies() {
    start(new DyingReceiver(), quickRestarts());
    await().atMost(Duration.ofSeconds(20)).until(() -> counters.restarts.size() == 1);
    assertTrue(
        heard.stream()
            .anyMatch(
                message ->
                    message instanceof TrackerMessage.ReportError error
                        && error.detail().contains("died on purpose")));
    stop();
  }

  @Test
  void endsWithAnExactAccountWhenTheExecutorIsKilled() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, LOOPBACK)) {
      ReceiverTask.Running running =
          start(
              new SocketTextReceiver(
                  LOOPBACK.getHostAddress(), server.getLocalPort(), StorageLevel.MEMORY_ONLY_SER()),
              Settings.defaults());
      try (Socket client = server.accept()) {
        client.getOutputStream().write(lines(0, 5_000).getBytes(UTF_8));
        client.getOutputStream().flush();
        await().atMost(Duration.ofSeconds(20)).until(() -> counters.sealedRecords > 0);
        executor.lose();
        running.kill(new IllegalStateException("killed by a test"));
        await().atMost(Duration.ofSeconds(20)).until(() -> ends.size() == 1);
        assertInstanceOf(ReceiverLostException.class, ends.get(0).orElseThrow());
        assertEquals(-1, readUntilEnd(client));
      }
    }
  }

  private static int readUntilEnd(Socket client) {
    try {
      return client.getInputStream().read();
    } catch (IOException e) {
      return -1; // reset, with bytes that nobody read
    }
  }

  @Test
  void refusesReceiverThatCannotBeCopied() {
    Receiver<String> receiver = new StoringReceiver(new Object());
    assertThrows(IllegalArgumentException.class, () -> start(receiver, Settings.defaults()));
  }

  @Test
  void endsWithTheReasonWhenTheLogCannotBeOpened() {
    start(new StoringReceiver(), Settings.logged()); // no logs are provided
    await().atMost(Duration.ofSeconds(20)).until(() -> ends.size() == 1);
    assertInstanceOf(IllegalStateException.class, ends.get(0).orElseThrow());
  }

  @Test
  void endsWithTheReasonWhenTheCodecMakesNoEncoder() {
    new ReceiverLauncher(system, environment(Settings.defaults()))
        .task(new ReceiverCopier<>(new StoringReceiver()), new NoEncoderCodec(), 3, 7, system)
        .start(executor, ends::add);
    await().atMost(Duration.ofSeconds(20)).until(() -> ends.size() == 1);
    assertEquals("no encoder", ends.get(0).orElseThrow().getMessage());
  }

  private static final class NoEncoderCodec implements RecordCodec<String> {
    private static final long serialVersionUID = 1L;

    @Override
    public BlockEncoder<String> newEncoder() {
      throw new IllegalStateException("no encoder");
    }

    @Override
    public Iterator<String> decode(ByteBuffer bytes) {
      throw new IllegalStateException("nothing is decoded");
    }
  }

  /** Stores a list on a thread of its own. */
  private static final class StoringReceiver extends TestReceiver<String> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // one test wants it to fail
    private final Object baggage;

    StoringReceiver() {
      this("none");
    }

    StoringReceiver(Object baggage) {
      this.baggage = baggage;
    }

    @Override
    public void onStart() {
      new Thread(
              () -> store(IntStream.range(0, 100).mapToObj(i -> baggage.toString() + i).toList()))
          .start();
    }

    @Override
    public void onStop() {}
  }

  /** Its thread dies at once, the first time. */
  private static final class DyingReceiver extends TestReceiver<String> {
    private static final long serialVersionUID = 1L;

    private transient boolean died;

    @Override
    public void onStart() {
      if (!died) {
        died = true;
        new Thread(
                () -> {
                  throw new StackOverflowError("died on purpose");
                })
            .start();
      }
    }

    @Override
    public void onStop() {}
  }
}
