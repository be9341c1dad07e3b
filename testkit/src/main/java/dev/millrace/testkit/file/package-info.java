/**
 * Disks that fail: a {@code FileStore} in memory that tells what is visible from what is durable,
 * and injects the faults of a plan. Runs on the world's thread; imports the world and the port in
 * {@code dev.millrace.wal.file}.
 */
package dev.millrace.testkit.file;
