/**
 * Groups records into blocks, within bounds and a rate. Plain state without threads or clocks,
 * owned by whoever holds the receiver's monitor. May import the receiver API and rdd-lite.
 */
package dev.millrace.receiver.block;
