/**
 * The driver's actors: thin shells that decode a message, call a plain class and answer. The only
 * package of this module that imports Akka.
 */
package dev.millrace.scheduler.actor;
