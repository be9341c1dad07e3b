package dev.millrace.rdd.state;

/**
 * The identity of one editor: nodes that it has made itself it may change in place. Nodes refer to
 * it for ever, so it refers to nothing. <em>Owned by its editor.</em>
 */
final class Edit {

  /** How many entries the editor has added, less those it has removed. */
  int sizeChange;
}
