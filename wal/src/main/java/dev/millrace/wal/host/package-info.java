/**
 * The thread that a log runs on in production; the only package of this module that may touch the
 * host's threads.
 */
package dev.millrace.wal.host;
