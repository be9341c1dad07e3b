package dev.millrace.streaming;

import dev.millrace.rdd.StorageLevel;
import dev.millrace.receiver.Receiver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** Stores what a test feeds it, and notes for which lists the store call returned. */
final class FeedReceiver extends Receiver<Integer> {

  private static final long serialVersionUID = 1L;

  /** A receiver runs as a copy, so it finds its feed by name. */
  private static final Map<String, Feed> FEEDS = new ConcurrentHashMap<>();

  /** What goes in, and what came of it. */
  static final class Feed {
    private final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>();
    final List<Integer> stored = Collections.synchronizedList(new ArrayList<>());
    final List<Integer> refused = Collections.synchronizedList(new ArrayList<>());

    /** Feeds records that are stored by one call. */
    CountDownLatch block(List<Integer> records) {
      Entry entry = new Entry(records, true);
      entries.add(entry);
      return entry.done;
    }

    /** Feeds records that are stored one by one. */
    CountDownLatch items(List<Integer> records) {
      Entry entry = new Entry(records, false);
      entries.add(entry);
      return entry.done;
    }
  }

  private static final class Entry {
    private final List<Integer> records;
    private final boolean asBlock;
    private final CountDownLatch done = new CountDownLatch(1);

    Entry(List<Integer> records, boolean asBlock) {
      this.records = records;
      this.asBlock = asBlock;
    }
  }

  private final String feedName;
  private transient Thread thread;

  FeedReceiver(String feedName, StorageLevel level) {
    super(level);
    this.feedName = feedName;
    FEEDS.put(feedName, new Feed());
  }

  Feed feed() {
    return FEEDS.get(feedName);
  }

  @Override
  public void onStart() {
    thread = new Thread(this::receive, "feed-" + feedName);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void onStop() {
    thread.interrupt();
  }

  private void receive() {
    Feed feed = feed();
    while (!isStopped()) {
      Entry entry;
      try {
        entry = feed.entries.take();
      } catch (InterruptedException e) {
        return;
      }
      try {
        if (entry.asBlock) {
          store(entry.records);
        } else {
          entry.records.forEach(this::store);
        }
        feed.stored.addAll(entry.records);
      } catch (RuntimeException e) {
        feed.refused.addAll(entry.records);
      }
      entry.done.countDown();
    }
  }
}
