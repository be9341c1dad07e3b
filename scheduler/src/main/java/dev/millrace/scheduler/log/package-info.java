/**
 * The driver log: the events that are the driver's memory, their bytes, and the journal that makes
 * them durable and plays them back. Owned by the driver thread; only the journal's appends and
 * snapshots reach the log's own thread. Imports {@code wal}, {@code receiver} values and {@code
 * dev.millrace.time}.
 */
package dev.millrace.scheduler.log;
