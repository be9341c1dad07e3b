package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.objenesis.strategy.StdInstantiatorStrategy;
import com.esotericsoftware.kryo.kryo5.util.DefaultInstantiatorStrategy;

/**
 * Kryo as blocks need it: a closed set of classes with fixed tags, no shared references, bounded
 * depth. <em>Owned by one thread at a time</em>; making one takes up to a millisecond, so a {@link
 * KryoPool} keeps them.
 */
final class BlockKryo extends Kryo {

  /** How deep objects may lie in each other; a cycle ends here too. */
  static final int DEPTH_MAX = 64;

  private final BlockClassResolver classes;

  BlockKryo() {
    this(new BlockClassResolver());
  }

  private BlockKryo(BlockClassResolver classes) {
    super(classes, null);
    this.classes = classes;
    setRegistrationRequired(true);
    setMaxDepth(DEPTH_MAX);
    setOptimizedGenerics(false);
    setInstantiatorStrategy(new DefaultInstantiatorStrategy(new StdInstantiatorStrategy()));
    ProgramClasses programClasses = new ProgramClasses(this);
    classes.fix(FixedClasses.newTable(), programClasses::describe);
  }

  BlockClassResolver classes() {
    return classes;
  }

  /**
   * Whether values declared to be of this type are written without their class. Only for classes of
   * the fixed table: a final class of the program could change its shape without being named in the
   * block.
   */
  @Override
  @SuppressWarnings("rawtypes") // as Kryo declares it
  public boolean isFinal(Class type) {
    return classes.isFixed(type) && super.isFinal(type);
  }
}
