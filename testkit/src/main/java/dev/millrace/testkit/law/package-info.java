/**
 * Laws that hold after every event of a simulated process: books are kept from what its parts
 * announce, and are compared with what the parts say of themselves. Imports the product's values
 * and listeners, the world and its disks.
 */
package dev.millrace.testkit.law;
