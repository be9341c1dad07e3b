package dev.millrace.rdd;

import dev.millrace.rdd.Lineage.BlockSource;
import dev.millrace.rdd.Lineage.Checkpointed;
import dev.millrace.rdd.Lineage.CoGroup;
import dev.millrace.rdd.Lineage.Coalesce;
import dev.millrace.rdd.Lineage.MapPartitions;
import dev.millrace.rdd.Lineage.Parallelize;
import dev.millrace.rdd.Lineage.Shuffle;
import dev.millrace.rdd.Lineage.StateUpdate;
import dev.millrace.rdd.Lineage.StoredSource;
import dev.millrace.rdd.Lineage.Union;
import dev.millrace.rdd.Lineage.ZipPartitions;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What can be said and checked about any lineage. */
public final class Lineages {

  private Lineages() {}

  /** A node in one readable piece, {@code reduceByKey (rdd 7)} for one. */
  public static String describe(Lineage<?> node) {
    return node.operation() + " (rdd " + node.id() + ")";
  }

  /**
   * Checks that the functions, partitioners and codecs of a node and of all that it is made of can
   * travel to another process, by Java-serialising each. The records of {@code parallelize} are not
   * looked at.
   *
   * @throws IllegalArgumentException naming the operation, the class that is not serialisable and
   *     the fields that lead to it
   */
  public static void checkSerializable(Lineage<?> node) {
    Set<Integer> seen = new HashSet<>();
    Deque<Lineage<?>> open = new ArrayDeque<>();
    open.add(node);
    while (!open.isEmpty()) {
      Lineage<?> next = open.remove();
      if (seen.add(next.id())) {
        for (Object part : next.accept(new TravellingParts())) {
          checkSerializable(next.operation(), part);
        }
        open.addAll(next.parents());
      }
    }
  }

  /**
   * Checks that an operation's function can travel to another process, by Java-serialising it.
   *
   * @throws IllegalArgumentException naming the operation, the class that is not serialisable and
   *     the fields that lead to it
   */
  public static void checkSerializable(String operation, Object function) {
    try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream())) {
      out.writeObject(function);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the function of "
              + operation
              + " cannot travel to an executor: "
              + SerializationPath.find(function).orElseGet(e::toString)
              + "; make it serialisable, or make it inside the function",
          e);
    }
  }

  /** What of a node came from the program. */
  private static final class TravellingParts implements Lineage.Visitor<List<?>> {

    @Override
    public <T> List<?> parallelize(Parallelize<T> node) {
      return List.of();
    }

    @Override
    public <T> List<?> blockSource(BlockSource<T> node) {
      List<Object> parts = new ArrayList<>();
      parts.add(node.codec());
      node.blocks().forEach(parts::addAll);
      return parts;
    }

    @Override
    public <S, T> List<?> mapPartitions(MapPartitions<S, T> node) {
      return List.of(node.function());
    }

    @Override
    public <K, V, C> List<?> shuffle(Shuffle<K, V, C> node) {
      List<Object> parts = new ArrayList<>();
      parts.add(node.target());
      node.aggregator().ifPresent(parts::add);
      return parts;
    }

    @Override
    public <K> List<?> coGroup(CoGroup<K> node) {
      return List.of(node.target());
    }

    @Override
    public <T> List<?> union(Union<T> node) {
      return List.of();
    }

    @Override
    public <T> List<?> coalesce(Coalesce<T> node) {
      return List.of();
    }

    @Override
    public <K, V, S, M> List<?> stateUpdate(StateUpdate<K, V, S, M> node) {
      return List.of(node.target(), node.function());
    }

    @Override
    public <T> List<?> storedSource(StoredSource<T> node) {
      return List.of(node.reader());
    }

    @Override
    public <T> List<?> checkpointed(Checkpointed<T> node) {
      return node.checkpoint().files().map(List::of).orElse(List.of());
    }

    @Override
    public <A, B, T> List<?> zipPartitions(ZipPartitions<A, B, T> node) {
      return List.of(node.function());
    }
  }
}
