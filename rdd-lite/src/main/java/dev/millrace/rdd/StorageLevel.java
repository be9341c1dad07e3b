package dev.millrace.rdd;

import java.io.Serializable;

/**
 * Where and how often the records of a block are kept. <em>Immutable.</em>
 *
 * @param useMemory kept in memory, within the executor's bound
 * @param useDisk kept on disk when memory has no room (or always, without {@code useMemory})
 * @param useOffHeap kept, as bytes, in memory that the garbage collector does not look at; it
 *     counts within the same bound, and the JVM's limit of direct memory holds too
 * @param deserialized kept as objects rather than as bytes while in memory
 * @param replication on how many executors, at least 1
 */
public record StorageLevel(
    boolean useMemory, boolean useDisk, boolean useOffHeap, boolean deserialized, int replication)
    implements Serializable {

  public StorageLevel {
    if (useOffHeap && (deserialized || !useMemory)) {
      throw new IllegalArgumentException(
          "what is kept off the heap is kept in memory and as bytes: useMemory "
              + useMemory
              + ", deserialized "
              + deserialized);
    }
    if (replication < 1 || replication > 40) {
      throw new IllegalArgumentException("replication must be between 1 and 40: " + replication);
    }
  }

  /** A level on the heap. */
  public StorageLevel(boolean useMemory, boolean useDisk, boolean deserialized, int replication) {
    this(useMemory, useDisk, false, deserialized, replication);
  }

  /** Kept nowhere. */
  public static StorageLevel NONE() {
    return new StorageLevel(false, false, false, 1);
  }

  /** In memory as objects; dropped when there is no room. */
  public static StorageLevel MEMORY_ONLY() {
    return new StorageLevel(true, false, true, 1);
  }

  /** {@link #MEMORY_ONLY}, on two executors. */
  public static StorageLevel MEMORY_ONLY_2() {
    return new StorageLevel(true, false, true, 2);
  }

  /** In memory as bytes; dropped when there is no room. */
  public static StorageLevel MEMORY_ONLY_SER() {
    return new StorageLevel(true, false, false, 1);
  }

  /** {@link #MEMORY_ONLY_SER}, on two executors. */
  public static StorageLevel MEMORY_ONLY_SER_2() {
    return new StorageLevel(true, false, false, 2);
  }

  /** In memory as objects, on disk when there is no room. */
  public static StorageLevel MEMORY_AND_DISK() {
    return new StorageLevel(true, true, true, 1);
  }

  /** {@link #MEMORY_AND_DISK}, on two executors. */
  public static StorageLevel MEMORY_AND_DISK_2() {
    return new StorageLevel(true, true, true, 2);
  }

  /** In memory as bytes, on disk when there is no room. */
  public static StorageLevel MEMORY_AND_DISK_SER() {
    return new StorageLevel(true, true, false, 1);
  }

  /** {@link #MEMORY_AND_DISK_SER}, on two executors. */
  public static StorageLevel MEMORY_AND_DISK_SER_2() {
    return new StorageLevel(true, true, false, 2);
  }

  /** On disk. */
  public static StorageLevel DISK_ONLY() {
    return new StorageLevel(false, true, false, 1);
  }

  /** {@link #DISK_ONLY}, on two executors. */
  public static StorageLevel DISK_ONLY_2() {
    return new StorageLevel(false, true, false, 2);
  }

  /** {@link #DISK_ONLY}, on three executors. */
  public static StorageLevel DISK_ONLY_3() {
    return new StorageLevel(false, true, false, 3);
  }

  /**
   * In memory as bytes that the garbage collector does not look at, on disk when there is no room.
   */
  public static StorageLevel OFF_HEAP() {
    return new StorageLevel(true, true, true, false, 1);
  }

  /** Whether anything is kept at all. */
  public boolean isKept() {
    return useMemory || useDisk;
  }

  /** The same level with another number of copies. */
  public StorageLevel withReplication(int copies) {
    return new StorageLevel(useMemory, useDisk, useOffHeap, deserialized, copies);
  }
}
