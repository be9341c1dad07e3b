/**
 * The port between network receivers and the network. Interfaces of JDK types only; imports nothing
 * of Millrace.
 */
package dev.millrace.receiver.network;
