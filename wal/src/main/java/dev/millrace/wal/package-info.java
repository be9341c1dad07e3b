/**
 * A write-ahead log: appends that are durable when they return, and readers that tell a torn tail
 * from corruption. Knows nothing of streams.
 */
package dev.millrace.wal;
