package dev.millrace.rdd;

import java.io.Serializable;
import java.util.Optional;

/**
 * Where the records of a {@link Lineage.Checkpointed} node come from: PENDING, computed from the
 * parent → WRITTEN, read from files, for good. <em>Thread-safe</em>; both states give the same
 * records, so that a task may meet either. Once it is written the parent, with everything above it,
 * is let go.
 *
 * @param <T> the type of the records
 */
public final class Checkpoint<T> implements Serializable {

  private static final long serialVersionUID = 1L;

  private final int partitionCount;

  /** Null when the parent has none: Optional cannot travel. */
  private final Partitioner partitioner;

  /** Changes once; a task's copy keeps the state that it was copied in. */
  private volatile State<T> state;

  Checkpoint(Lineage<T> parent) {
    this.partitionCount = parent.partitionCount();
    this.partitioner = parent.partitioner().orElse(null);
    this.state = new Pending<>(parent);
  }

  private sealed interface State<T> extends Serializable {
    Optional<Lineage<T>> parent();

    Optional<Files<T>> files();
  }

  private record Pending<T>(Lineage<T> node) implements State<T> {
    @Override
    public Optional<Lineage<T>> parent() {
      return Optional.of(node);
    }

    @Override
    public Optional<Files<T>> files() {
      return Optional.empty();
    }
  }

  private record Written<T>(Files<T> all) implements State<T> {
    @Override
    public Optional<Lineage<T>> parent() {
      return Optional.empty();
    }

    @Override
    public Optional<Files<T>> files() {
      return Optional.of(all);
    }
  }

  /**
   * The files that were written. <em>Immutable.</em>
   *
   * @param path the directory they are in
   * @param reader reads them
   */
  public record Files<T>(String path, PartitionReader<T> reader) implements Serializable {}

  /** The node that is computed; empty once the files are there. */
  public Optional<Lineage<T>> parent() {
    return state.parent();
  }

  /** The files to read instead of computing; empty until they are there. */
  public Optional<Files<T>> files() {
    return state.files();
  }

  int partitionCount() {
    return partitionCount;
  }

  Optional<Partitioner> partitioner() {
    return Optional.ofNullable(partitioner);
  }

  /** From now on the records are read. */
  void publish(Files<T> files) {
    state = new Written<>(files);
  }
}
