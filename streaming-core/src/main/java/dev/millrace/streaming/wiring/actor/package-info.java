/**
 * What of the composition root has to name Akka: receivers are launched under actors. Owned by no
 * thread; imports the receivers' and the driver's actor packages.
 */
package dev.millrace.streaming.wiring.actor;
