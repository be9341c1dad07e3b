/**
 * Stores sealed blocks: copies on executors, and the executor's data log. Works on executors that
 * come as arguments. May import the receiver API, its blocks, messages and ports, rdd-lite and the
 * log.
 */
package dev.millrace.receiver.store;
