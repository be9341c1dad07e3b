/**
 * The life of one launch of a receiver: a plain state machine, what carries out its effects, and
 * what a receiver's own code is attached to. Runs without threads or clocks of its own, on an actor
 * or in a simulation. May import all packages of this module but the actor and host ones.
 */
package dev.millrace.receiver.supervisor;
