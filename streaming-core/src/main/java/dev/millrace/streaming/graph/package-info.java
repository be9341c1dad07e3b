/**
 * The description of a streaming program, and its planning batch by batch. Programs use {@code
 * dev.millrace.streaming}, whose streams are faces over the nodes described here.
 *
 * <p>The description is made by the program's own threads until it is frozen; after that the
 * planner thread owns everything that changes. Imports the scheduler's planning port, received
 * block metadata and RDDs; nothing of contexts, actors, threads or clocks.
 */
package dev.millrace.streaming.graph;
