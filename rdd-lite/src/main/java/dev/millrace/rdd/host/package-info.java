/**
 * What the local engine takes from its host: threads for tasks, the number of processors, the size
 * of the heap, a directory for spilled blocks. Opens local engines for the masters {@code local…}
 * and {@code local-cluster…}.
 *
 * <p>The only package of this module that touches threads and the environment. Imports {@code
 * dev.millrace.rdd} and all of its other subpackages.
 */
package dev.millrace.rdd.host;
