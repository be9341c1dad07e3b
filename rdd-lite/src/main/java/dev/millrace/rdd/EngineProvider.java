package dev.millrace.rdd;

/**
 * Opens the engine for a master. Providers are found with {@link java.util.ServiceLoader}, so that
 * an engine is added by adding its jar.
 */
public interface EngineProvider {

  /** Whether this provider knows the master, {@code local[2]} for one. */
  boolean accepts(String master);

  /**
   * Opens an engine for the configuration's master.
   *
   * @throws IllegalArgumentException if the master or another setting breaks its rule
   */
  Engine open(MillraceConf conf);
}
