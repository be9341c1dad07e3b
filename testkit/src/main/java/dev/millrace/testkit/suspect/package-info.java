/**
 * Finds in a program what can make its runs differ: calls of its functions to clocks, random
 * numbers, threads and identity hashes, read from class files. Imports the description of streams
 * and the JDK.
 */
package dev.millrace.testkit.suspect;
