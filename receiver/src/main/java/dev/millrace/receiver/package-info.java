/**
 * The way from a record to a safely stored block: receivers, block generation, rate limits and the
 * messages between a receiver and the driver. Never imports the scheduler.
 */
package dev.millrace.receiver;
