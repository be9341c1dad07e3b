package dev.millrace.testkit.law;

import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.world.Life;
import dev.millrace.testkit.world.World;
import java.util.Optional;

/**
 * The books of a node that lives several lives as a streaming process, and the laws that are held
 * against them after every event of the world:
 *
 * <ul>
 *   <li>received = rejected + buffered + lost + stored, for each stream;
 *   <li>only what is stored gets into the ledger, only what is durable there is acknowledged;
 *   <li>stored = unallocated + allocated, in blocks and records;
 *   <li>allocated = pending + processed + ignored;
 *   <li>each block is in exactly one batch; batches are dense and in order;
 *   <li>nothing that is needed is truncated, cleaned or removed;
 *   <li>what is lost is counted and told, failed writes and syncs are reported;
 *   <li>the ledger equals the replay of its log: from time to time, at each stop, and for each life
 *       what the one before had decided and made durable.
 * </ul>
 *
 * <em>Owned by the world's thread.</em>
 */
public final class Books {
  private final SimulatedDisk disk;
  private Optional<LifeBooks> current = Optional.empty();

  /** Of the last life that recovered. */
  private Optional<LedgerBook> lastLedger = Optional.empty();

  /** Books of the node that {@code disk} belongs to. */
  public Books(World world, SimulatedDisk disk) {
    this.disk = disk;
    world.invariant("the books of a process", () -> current.ifPresent(LifeBooks::check));
  }

  /** The books of a life that begins. */
  public LifeBooks open(Life life) {
    lastLedger = current.flatMap(LifeBooks::ledger).or(() -> lastLedger);
    LifeBooks next = new LifeBooks(life, disk, lastLedger);
    current = Optional.of(next);
    return next;
  }
}
