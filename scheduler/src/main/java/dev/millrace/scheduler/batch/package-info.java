/**
 * When batches begin, what state each is in, and how its jobs run. Everything is owned by the
 * driver thread, but for the job handlers that job threads run; nothing starts a thread itself.
 * Imports the tracker's allocation port and the driver log.
 */
package dev.millrace.scheduler.batch;
