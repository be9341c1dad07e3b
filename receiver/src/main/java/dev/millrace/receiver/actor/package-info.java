/**
 * The shells that run supervisors on actors; the only package of this module that may import Akka.
 */
package dev.millrace.receiver.actor;
