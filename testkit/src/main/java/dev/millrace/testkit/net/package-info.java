/**
 * A network between named endpoints that loses, repeats, delays and reorders messages, and carries
 * connections of bytes that stall and break. Imports the world and the receivers' network port.
 */
package dev.millrace.testkit.net;
