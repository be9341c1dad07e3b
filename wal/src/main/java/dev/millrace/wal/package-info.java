/**
 * A write-ahead log: appends that are durable once acknowledged, recovery that tells a torn tail
 * from corruption, readers by position, and the snapshots that let a log be shortened. Knows
 * nothing of streams.
 *
 * <p>Each log has one thread, a {@link dev.millrace.wal.LogThread}; time, chance and files come in
 * as arguments. Imports the JDK, and {@code dev.millrace.wal.file} for the port to the files.
 */
package dev.millrace.wal;
