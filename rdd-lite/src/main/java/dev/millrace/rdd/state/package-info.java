/**
 * Keyed state as immutable versions that share what they have in common: the map of one partition,
 * its edits and what changed between two versions. Plain data structures without threads; imports
 * nothing but the functions' package.
 */
package dev.millrace.rdd.state;
