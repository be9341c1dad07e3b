/** Points and spans of batch time. Immutable values only; imports nothing but the JDK. */
package dev.millrace.time;
