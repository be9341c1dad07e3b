/**
 * What a test that kills real processes knows outside of them: which numbered records the source
 * gave away and was told to forget, what lies in the sink, and whether the two agree. Imports
 * {@code testkit.crash} and the JDK; threads, processes and sockets are in {@code .host}.
 */
package dev.millrace.testkit.process;
