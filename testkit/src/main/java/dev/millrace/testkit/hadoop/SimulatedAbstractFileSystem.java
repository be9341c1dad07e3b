package dev.millrace.testkit.hadoop;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.Path;

/** {@link SimulatedFileSystem} for callers of {@code FileContext}; its rename is atomic. */
public final class SimulatedAbstractFileSystem extends DelegateToFileSystem {
  private final SimulatedFileSystem fileSystem;

  /** Called by Hadoop. */
  public SimulatedAbstractFileSystem(URI uri, Configuration configuration)
      throws IOException, URISyntaxException {
    this(uri, configuration, new SimulatedFileSystem());
  }

  private SimulatedAbstractFileSystem(
      URI uri, Configuration configuration, SimulatedFileSystem fileSystem)
      throws IOException, URISyntaxException {
    super(uri, fileSystem, configuration, HadoopMount.SCHEME, false);
    this.fileSystem = fileSystem;
  }

  @Override
  public int getUriDefaultPort() {
    return -1;
  }

  @Override
  public void renameInternal(Path source, Path target, boolean overwrite) throws IOException {
    fileSystem.replace(source, target, overwrite);
  }
}
