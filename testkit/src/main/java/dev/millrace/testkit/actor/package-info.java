/**
 * The shells of production in a simulated life: an actor system whose dispatchers and scheduler are
 * the world's. The only package of this module that may import Akka. <em>Owned by the world's
 * thread.</em>
 */
package dev.millrace.testkit.actor;
