package dev.millrace.rdd.local;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * The records of several sources one after the other; each source is opened when its turn comes.
 */
final class Chained<S, T> implements Iterator<T> {

  private final Iterator<S> sources;
  private final Function<S, Iterator<T>> open;
  private Iterator<T> current = Collections.emptyIterator();

  Chained(Iterator<S> sources, Function<S, Iterator<T>> open) {
    this.sources = sources;
    this.open = open;
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext()) {
      if (!sources.hasNext()) {
        return false;
      }
      current = open.apply(sources.next());
    }
    return true;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return current.next();
  }
}
