/**
 * Receivers of text and other streams from a socket: decoders behind the network port, without
 * threads or sockets of their own. May import the receiver API, its network port and rdd-lite.
 */
package dev.millrace.receiver.socket;
