/** A network between named endpoints that loses, repeats, delays and reorders messages. */
package dev.millrace.testkit.net;
