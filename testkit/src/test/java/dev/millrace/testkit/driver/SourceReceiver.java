package dev.millrace.testkit.driver;

import dev.millrace.rdd.RecordCodec;
import dev.millrace.rdd.StorageLevel;
import dev.millrace.rdd.codec.LineCodec;
import dev.millrace.receiver.BlockGenerator;
import dev.millrace.receiver.BlockGeneratorListener;
import dev.millrace.receiver.BlockId;
import dev.millrace.receiver.Receiver;
import dev.millrace.testkit.law.LifeBooks;
import dev.millrace.testkit.world.ChanceStream;
import dev.millrace.testkit.world.Life;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Takes records from a numbered source, and acknowledges them block by block. */
final class SourceReceiver extends Receiver<String> {
  private static final long serialVersionUID = 1L;
  private static final long PAUSE_NANOS_MAX = Duration.ofSeconds(1).toNanos();

  private final transient NumberedSource source;
  private final transient Life life;
  private final transient LifeBooks books;
  private final int stream;
  private final int blocksMax;
  private final transient ChanceStream chance;
  private final transient Blocks blocks = new Blocks();
  private transient Optional<BlockGenerator<String>> generator = Optional.empty();
  private int lastGiven = -1;
  private int starts;

  /**
   * A receiver that keeps fewer than {@code blocksMax} blocks waiting, so that it never blocks: an
   * event that blocked would hold up whoever waits below it.
   */
  SourceReceiver(
      NumberedSource source,
      Life life,
      LifeBooks books,
      int stream,
      long incarnation,
      int blocksMax) {
    super(StorageLevel.MEMORY_AND_DISK_SER());
    this.source = source;
    this.life = life;
    this.books = books;
    this.stream = stream;
    this.blocksMax = blocksMax;
    this.chance = life.random("source-" + stream + "-" + incarnation);
  }

  @Override
  public RecordCodec<String> codec(List<String> readablePrefixes) {
    return new LineCodec();
  }

  @Override
  public void onStart() {
    if (generator.isEmpty()) {
      generator = Optional.of(createBlockGenerator(blocks));
    }
    starts++;
    take(starts);
  }

  @Override
  public void onStop() {
    starts++;
  }

  private void take(int start) {
    if (start != starts || isStopped()) {
      return;
    }
    int burst = 1 + chance.nextInt(4);
    for (int i = 0; i < burst && blocks.waiting() < blocksMax; i++) {
      int record = source.nextUnsafe(lastGiven);
      if (record == source.recordCount()) {
        break;
      }
      lastGiven = record;
      String text = source.give(record);
      try {
        generator.orElseThrow().addDataWithCallback(text, text);
      } catch (IllegalStateException refused) {
        books.received(stream, 1);
        return;
      }
      books.received(stream, 1);
    }
    life.after(Duration.ofNanos(chance.upTo(PAUSE_NANOS_MAX)), "source", () -> take(start));
  }

  /** Knows which records are in which block. */
  private final class Blocks implements BlockGeneratorListener<String> {
    private final Map<BlockId, List<String>> generated = new TreeMap<>();
    private List<String> open = new ArrayList<>();

    int waiting() {
      return generated.size();
    }

    @Override
    public void onAddData(List<String> records, Object metadata) {
      open.addAll(records);
    }

    @Override
    public void onGenerateBlock(BlockId id) {
      generated.put(id, open);
      open = new ArrayList<>();
    }

    @Override
    public void onPushBlock(BlockId id) {
      if (!life.isAlive()) {
        return;
      }
      generated.remove(id).forEach(source::acknowledge);
      life.world().note(life.name(), "acknowledges", id.toString());
    }

    @Override
    public void onError(String message, Throwable error) {
      life.world().note(life.name(), "cannot store a block", message);
    }
  }
}
