/**
 * The real threads, timers and sockets behind this module's ports; the only package of it that may
 * touch the host.
 */
package dev.millrace.receiver.host;
