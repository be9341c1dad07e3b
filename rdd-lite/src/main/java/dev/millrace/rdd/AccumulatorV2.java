package dev.millrace.rdd;

import java.io.Serializable;
import java.util.Optional;

/**
 * A value that tasks add to and the program reads. Each task adds to a copy of its own, which
 * begins with nothing; what a task added is merged into the program's value when the task has
 * succeeded and its job has ended, in the order of the partitions.
 *
 * <p>What a function of an <em>action</em> adds – {@code foreach} for one – counts exactly once,
 * however often tasks are tried again or executors lost. What a function of a
 * <em>transformation</em> adds counts whenever the transformation is computed: again for every job
 * over a collection that is not kept, and again when an output was lost. A task cannot read the
 * program's value.
 *
 * <p>Own kinds extend this class and are given to {@link RddContext#register(AccumulatorV2)} before
 * functions use them; tasks of that context then run from their serialised form, so that each has
 * its copy. The built-in kinds need no such copies. Merging runs on the thread that awaits the job.
 *
 * @param <I> what is added
 * @param <O> what is read
 */
public abstract class AccumulatorV2<I, O> implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Set once, by the registration; a task's copy has none. */
  private transient volatile Optional<Registration> registration = Optional.empty();

  /** An accumulator that is not registered yet. */
  protected AccumulatorV2() {}

  record Registration(SharedValues shared, long id, Optional<String> name) {}

  /** What travels to a task, which finds its own copy by it. */
  record Reference(long id) implements Serializable {}

  /** Whether nothing was added. */
  public abstract boolean isZero();

  /** Another one with the same value. */
  public abstract AccumulatorV2<I, O> copy();

  /** Another one with nothing added. */
  public AccumulatorV2<I, O> copyAndReset() {
    AccumulatorV2<I, O> copy = copy();
    copy.reset();
    return copy;
  }

  /** Forgets all that was added. */
  public abstract void reset();

  /** Adds a value. */
  public abstract void add(I value);

  /** Adds all that was added to another one of the same kind. */
  public abstract void merge(AccumulatorV2<I, O> other);

  /** What was added. */
  public abstract O value();

  /** Whether it was given to a context. */
  public final boolean isRegistered() {
    return registration.isPresent();
  }

  /**
   * Its number in its context.
   *
   * @throws IllegalStateException if it is not registered
   */
  public final long id() {
    return requireRegistration().id();
  }

  /** The name it was registered under, if it was given one. */
  public final Optional<String> name() {
    return registration.flatMap(Registration::name);
  }

  @Override
  public String toString() {
    return getClass().getSimpleName()
        + registration.map(given -> "(" + given.name().orElse("id " + given.id()) + ")").orElse("")
        + ": "
        + value();
  }

  final synchronized void register(Registration given) {
    if (registration.isPresent()) {
      throw new IllegalStateException("it is registered already: " + this);
    }
    registration = Optional.of(given);
  }

  /** Whether {@code add} finds the copy of the task by itself. */
  boolean findsItsCopy() {
    return false;
  }

  /** The copy of the task that runs on this thread; this one where none runs. */
  final AccumulatorV2<I, O> here() {
    return registration
        .flatMap(given -> given.shared().currentTask())
        .map(task -> task.copyOf(this))
        .orElse(this);
  }

  private Registration requireRegistration() {
    return registration.orElseThrow(
        () ->
            new IllegalStateException(
                getClass().getName()
                    + " is not registered; give it to RddContext.register before functions use"
                    + " it"));
  }

  /** The form in which it travels to a task. */
  protected final Object writeReplace() {
    return new Reference(id());
  }
}
