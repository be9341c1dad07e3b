/**
 * Which receivers run where, which blocks arrived, and which batch each belongs to. Everything is
 * owned by the driver thread and starts no thread itself. Imports {@code receiver}, {@code wal}
 * values, the rdd ports and the driver log.
 */
package dev.millrace.scheduler.tracker;
