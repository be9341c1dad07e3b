/**
 * The simulated disk as one of Hadoop's file systems, scheme {@code sim}. Runs on the world's
 * thread; imports Hadoop and the simulated disk.
 */
package dev.millrace.testkit.hadoop;
