/** Crash points that kill the real process they are passed in. */
package dev.millrace.testkit.crash.host;
