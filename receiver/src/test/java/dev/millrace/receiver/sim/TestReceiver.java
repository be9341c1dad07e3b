package dev.millrace.receiver.sim;

import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.Receiver;
import java.util.ArrayList;
import java.util.List;

/** A receiver that does nothing by itself. */
public class TestReceiver<T> extends Receiver<T> {

  private static final long serialVersionUID = 1L;

  public final transient List<String> calls = new ArrayList<>();
  public transient Runnable onStart = () -> {};
  public transient Runnable onStop = () -> {};

  public TestReceiver() {
    this(StorageLevel.MEMORY_ONLY_SER());
  }

  public TestReceiver(StorageLevel level) {
    super(level);
  }

  @Override
  public void onStart() {
    calls.add("onStart started=" + isStarted() + " stopped=" + isStopped());
    onStart.run();
  }

  @Override
  public void onStop() {
    calls.add("onStop started=" + isStarted() + " stopped=" + isStopped());
    onStop.run();
  }
}
