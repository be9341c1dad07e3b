package dev.millrace.testkit.mutant;

import dev.millrace.receiver.ReceivedBlockInfo;
import dev.millrace.scheduler.log.DriverEvent;
import dev.millrace.scheduler.log.DriverEventCodec;
import dev.millrace.scheduler.log.Journal;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What planted bugs call instead of the right thing; public, for patched classes call it. */
public final class Substitutes {
  private Substitutes() {}

  /** A task that does nothing. */
  public static Runnable nothing() {
    return () -> {};
  }

  /** Pretends that there are none. */
  public static List<?> none(Object owner) {
    return List.of();
  }

  /** Says that three records more are unneeded in each log. */
  public static Map<UUID, Long> later(Map<UUID, Long> oldestNeeded) {
    Map<UUID, Long> later = new TreeMap<>();
    oldestNeeded.forEach((log, sequence) -> later.put(log, sequence + 3));
    return later;
  }

  /** Does not wait until what was committed is durable. */
  public static void atOnce(Journal journal, Runnable task) {
    task.run();
  }

  /** Writes another size of blocks than the one that was decided. */
  public static DriverEventCodec.Encoded encodedWrongly(DriverEvent event) {
    if (event instanceof DriverEvent.BlockAdded added) {
      ReceivedBlockInfo block = added.block();
      return DriverEventCodec.encode(
          new DriverEvent.BlockAdded(
              new ReceivedBlockInfo(
                  block.id(),
                  block.recordCount(),
                  block.sizeBytes() + 1,
                  block.executors(),
                  block.logged())));
    }
    return DriverEventCodec.encode(event);
  }

  /** Empties the only map that an object holds. */
  public static void clear(Object holder) {
    try {
      Field field =
          Arrays.stream(holder.getClass().getDeclaredFields())
              .filter(candidate -> Map.class.isAssignableFrom(candidate.getType()))
              .findFirst()
              .orElseThrow();
      field.setAccessible(true);
      ((Map<?, ?>) field.get(holder)).clear();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("cannot clear " + holder.getClass(), e);
    }
  }

  static Method named(String name) {
    return method(Substitutes.class, name);
  }

  static Method method(Class<?> owner, String name) {
    return Arrays.stream(owner.getDeclaredMethods())
        .filter(method -> method.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
