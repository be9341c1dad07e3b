package dev.millrace.rdd;

import dev.millrace.rdd.Lineage.Checkpointed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Writes the collections of a context that were marked, when a job first needs them.
 * <em>Thread-safe.</em>
 *
 * <pre>
 * directory/run-00002/rdd-17/    one directory a context, one below it a collection
 * </pre>
 */
final class Checkpoints {

  private final Engine engine;
  private final Supplier<RecordFiles> files;
  private final MillraceConf conf;

  /** Marked and not written: while there are none, jobs need not look for them. */
  private final AtomicInteger pendingCount = new AtomicInteger();

  /** Guarded by this, like the next. */
  private Optional<String> directory = Optional.empty();

  /** The directory of this context below the other one, made for the first collection written. */
  private Optional<String> claimed = Optional.empty();

  Checkpoints(Engine engine, Supplier<RecordFiles> files, MillraceConf conf) {
    this.engine = engine;
    this.files = files;
    this.conf = conf;
  }

  synchronized void setDirectory(String path) {
    String made;
    try {
      made = files.get().makeDirectory(path);
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint directory " + path + ": " + e.getMessage(), e);
    }
    if (!directory.equals(Optional.of(made))) {
      directory = Optional.of(made);
      claimed = Optional.empty();
    }
  }

  synchronized Optional<String> directory() {
    return directory;
  }

  /** A node for the records of another one, written when a job first needs it. */
  <T> Checkpointed<T> mark(int id, Lineage<T> parent) {
    if (directory().isEmpty()) {
      throw new IllegalStateException(
          "checkpoint of "
              + Lineages.describe(parent)
              + " needs a directory; call setCheckpointDir on the RddContext first");
    }
    Checkpointed<T> node = new Checkpointed<>(id, new Checkpoint<>(parent));
    engine.persist(node, engine.storageLevel(parent));
    pendingCount.incrementAndGet();
    return node;
  }

  /**
   * Writes whatever is marked and not written among a node and all that it is made of, what others
   * are made of first, so that each is computed from files already.
   */
  void writePending(Lineage<?> target) {
    if (pendingCount.get() > 0) {
      pendingIn(target).forEach(this::write);
    }
  }

  private static List<Checkpointed<?>> pendingIn(Lineage<?> target) {
    List<Checkpointed<?>> found = new ArrayList<>();
    // By identity: two nodes with one id are the same collection, but lead to different parents.
    Set<Lineage<?>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Runnable> open = new ArrayDeque<>();
    visit(target, seen, open, found);
    while (!open.isEmpty()) {
      open.pop().run();
    }
    return found;
  }

  /** Parents come before their children; a stack of its own, for lineage may be long. */
  private static void visit(
      Lineage<?> node, Set<Lineage<?>> seen, Deque<Runnable> open, List<Checkpointed<?>> found) {
    if (!seen.add(node)) {
      return;
    }
    if (node instanceof Checkpointed<?> marked && marked.checkpoint().files().isEmpty()) {
      open.push(() -> found.add(marked));
    }
    node.parents().forEach(parent -> open.push(() -> visit(parent, seen, open, found)));
  }

  private <T> void write(Checkpointed<T> node) {
    Checkpoint<T> checkpoint = node.checkpoint();
    // A second job that needs it waits until the first has written it.
    synchronized (checkpoint) {
      Optional<Lineage<T>> parent = checkpoint.parent();
      if (parent.isPresent()) {
        checkpoint.publish(save(node, parent.get()));
        pendingCount.decrementAndGet();
        // What it kept while it was computed is read from the files now, or kept as this node's.
        engine.unpersist(parent.get());
      }
    }
  }

  private <T> Checkpoint.Files<T> save(Checkpointed<T> node, Lineage<T> parent) {
    String description = "checkpoint of " + Lineages.describe(parent);
    try {
      String path = claim() + "/rdd-" + node.id();
      RecordFiles.Save save = files.get().begin(path, true, conf);
      List<RecordFiles.Part> parts = write(save, parent, description);
      // The writer takes any record, so the reader gives those of this type.
      @SuppressWarnings("unchecked")
      PartitionReader<T> reader = (PartitionReader<T>) save.commit(parts);
      return new Checkpoint.Files<>(path, reader);
    } catch (IOException e) {
      throw new UncheckedIOException(description + ": " + e.getMessage(), e);
    }
  }

  private <T> List<RecordFiles.Part> write(
      RecordFiles.Save save, Lineage<T> parent, String description) throws IOException {
    @SuppressWarnings("unchecked")
    Job.PartitionAction<T, RecordFiles.Part> writer =
        (Job.PartitionAction<T, RecordFiles.Part>) (Object) save.writer();
    List<Integer> partitions = IntStream.range(0, parent.partitionCount()).boxed().toList();
    try {
      return engine.run(new Job<>(parent, partitions, writer, description));
    } catch (RuntimeException e) {
      save.abort();
      throw e;
    }
  }

  private synchronized String claim() throws IOException {
    if (claimed.isEmpty()) {
      claimed = Optional.of(files.get().claimDirectory(directory.orElseThrow()));
    }
    return claimed.get();
  }
}
