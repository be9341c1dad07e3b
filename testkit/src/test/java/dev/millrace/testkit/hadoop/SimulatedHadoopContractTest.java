package dev.millrace.testkit.hadoop;

import dev.millrace.testkit.file.FileStoreContract;
import dev.millrace.testkit.file.SimulatedDisk;
import dev.millrace.testkit.world.World;
import dev.millrace.wal.file.FileStore;
import dev.millrace.wal.file.HadoopFileStore;
import java.io.IOException;

/** The production store for Hadoop, over the simulated file system. */
final class SimulatedHadoopContractTest extends FileStoreContract {
  @Override
  protected FileStore newStore() throws IOException {
    World world = World.shared(1);
    HadoopMount mount = HadoopMount.of(new SimulatedDisk(world, "disk"), world.outside());
    return HadoopFileStore.at(mount.root(), mount.configuration());
  }
}
