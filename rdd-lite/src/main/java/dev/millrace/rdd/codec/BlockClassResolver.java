package dev.millrace.rdd.codec;

import com.esotericsoftware.kryo.kryo5.ClassResolver;
import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.KryoException;
import com.esotericsoftware.kryo.kryo5.Registration;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import com.esotericsoftware.kryo.kryo5.util.IdentityMap;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Writes and reads the tag that stands before each object: 0 for null, 1 to 99 for a class of the
 * fixed table, from 100 on the program's classes by their index in the block's own class table.
 * <em>Owned by its Kryo.</em>
 */
@SuppressWarnings("rawtypes") // as Kryo declares its methods
final class BlockClassResolver implements ClassResolver {

  static final int PROGRAM_TAGS_FROM = 100;
  private static final int NULL_TAG = 0;

  private final IdentityMap<Class<?>, Registration> byClass = new IdentityMap<>();
  private final Registration[] byTag = new Registration[PROGRAM_TAGS_FROM];

  /**
   * Finds out how a class of the program is written, or refuses it with a {@link KryoException}.
   */
  private Function<Class<?>, ProgramClass> programClasses = type -> null;

  private ClassTable writing = new ClassTable();
  private List<ProgramClass> reading = List.of();

  /** The class written last and its tag: records of one class come in a row. */
  private Registration lastWritten;

  private int lastTag;

  /**
   * Ends the set-up: forgets what Kryo registered on its own account, whose numbers depend on its
   * version, and takes the fixed table instead.
   */
  void fix(List<Registration> table, Function<Class<?>, ProgramClass> programClasses) {
    byClass.clear();
    Arrays.fill(byTag, null);
    for (Registration entry : table) {
      if (byTag[entry.getId()] != null) {
        throw new IllegalStateException("tag " + entry.getId() + " is given twice: " + entry);
      }
      register(entry);
    }
    this.programClasses = programClasses;
  }

  /** From now on program classes that are written are collected in {@code table}. */
  void writeTo(ClassTable table) {
    writing = table;
    lastWritten = null;
  }

  /** From now on program classes are read by their index in {@code table}. */
  void readFrom(List<ProgramClass> table) {
    reading = table;
  }

  /** Whether a class is in the fixed table, so that its values need no shape. */
  boolean isFixed(Class<?> type) {
    Registration registration = byClass.get(type);
    return registration != null && !(registration instanceof ProgramClass);
  }

  /**
   * Whether arrays of the class of this name, or of the primitive type of this letter, need no
   * permission.
   */
  boolean isFixedName(String element) {
    if (element.length() == 1 && "ZBCSIJFD".contains(element)) {
      return true;
    }
    for (Registration registration : byTag) {
      if (registration != null && registration.getType().getName().equals(element)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void setKryo(Kryo kryo) {
    // Everything needed from Kryo comes with fix.
  }

  @Override
  public Registration register(Registration registration) {
    byTag[registration.getId()] = registration;
    byClass.put(registration.getType(), registration);
    if (registration.getType().isPrimitive()) {
      byClass.put(wrapperOf(registration.getType()), registration);
    }
    return registration;
  }

  @Override
  public Registration unregister(int id) {
    throw new UnsupportedOperationException("the class table is fixed");
  }

  @Override
  public Registration registerImplicit(Class type) {
    throw new UnsupportedOperationException("the class table is fixed");
  }

  @Override
  public Registration getRegistration(Class type) {
    Registration known = byClass.get(type);
    if (known != null) {
      return known;
    }
    ProgramClass found = programClasses.apply(type);
    if (found != null) {
      byClass.put(type, found);
    }
    return found;
  }

  @Override
  public Registration getRegistration(int id) {
    return id >= 0 && id < byTag.length ? byTag[id] : null;
  }

  @Override
  public Registration writeClass(Output output, Class type) {
    if (type == null) {
      output.writeByte(NULL_TAG);
      return null;
    }
    if (lastWritten == null || lastWritten.getType() != type) {
      Registration registration = getRegistration(type);
      lastTag =
          registration instanceof ProgramClass program
              ? PROGRAM_TAGS_FROM + writing.indexOf(program)
              : registration.getId();
      lastWritten = registration;
    }
    output.writeVarInt(lastTag, true);
    return lastWritten;
  }

  @Override
  public Registration readClass(Input input) {
    int tag = input.readVarInt(true);
    if (tag == NULL_TAG) {
      return null;
    }
    Registration registration = null;
    if (tag > 0 && tag < PROGRAM_TAGS_FROM) {
      registration = byTag[tag];
    } else if (tag >= PROGRAM_TAGS_FROM && tag - PROGRAM_TAGS_FROM < reading.size()) {
      registration = reading.get(tag - PROGRAM_TAGS_FROM);
    }
    if (registration == null) {
      throw new KryoException("unknown class tag " + tag + " before byte " + input.position());
    }
    return registration;
  }

  @Override
  public void reset() {
    // Tags hold for a whole block, not for one record.
  }

  private static Class<?> wrapperOf(Class<?> primitive) {
    return MethodType.methodType(primitive).wrap().returnType();
  }
}
