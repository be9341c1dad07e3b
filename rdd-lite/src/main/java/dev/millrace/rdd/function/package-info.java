/**
 * The functions that programs hand to operations, and the pair they exchange. Serialisable, called
 * by whatever thread runs a task, allowed to throw. Imports nothing but the JDK.
 */
package dev.millrace.rdd.function;
