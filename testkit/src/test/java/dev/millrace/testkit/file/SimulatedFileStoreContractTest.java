package dev.millrace.testkit.file;

import dev.millrace.testkit.world.World;
import dev.millrace.wal.file.FileStore;

final class SimulatedFileStoreContractTest extends FileStoreContract {
  @Override
  protected FileStore newStore() {
    // Shared, since the contract asks for a store that many threads may use.
    World world = World.shared(1);
    return new SimulatedDisk(world, "disk").mount(world.outside());
  }
}
