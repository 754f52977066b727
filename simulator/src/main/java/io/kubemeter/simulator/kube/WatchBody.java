package io.kubemeter.simulator.kube;

import io.kubemeter.simulator.http.BodySource;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A watch: first all objects where that is asked for, then every change as it comes. It holds a
 * place in the store's history instead of a queue of its own; who falls behind so far that the
 * history is forgotten is told 410.
 *
 * <p><b>Owner:</b> the event loop of the exchange.
 */
final class WatchBody<T> implements BodySource {
    private static final int PIECE_BYTES = 64 * 1024;

    private final ObjectStore<T> store;
    private final Predicate<T> filter;
    private final EventEncoder<T> encoder;
    private final WatchOptions options;
    private @Nullable Runnable wake;
    private List<Stored<T>> initial = List.of();
    private int nextInitial;
    private boolean initialEndDue;
    private long sequence;
    private long seenVersion;
    private boolean bookmarkDue;
    private boolean ended;
    private Runnable closing = () -> {};

    WatchBody(
            ObjectStore<T> store,
            Predicate<T> filter,
            EventEncoder<T> encoder,
            WatchOptions options) {
        this.store = store;
        this.filter = filter;
        this.encoder = encoder;
        this.options = options;
        begin();
    }

    private void begin() {
        if (options.fromVersion() > 0) {
            sequence = store.sequenceAfter(options.fromVersion());
            seenVersion = options.fromVersion();
            return;
        }
        ObjectStore.Contents<T> contents = store.contents();
        initial = contents.objects();
        sequence = contents.nextSequence();
        seenVersion = contents.version();
        initialEndDue = options.sendInitialEvents() && options.bookmarks();
    }

    @Override
    public void attach(Runnable whenMore) {
        wake = whenMore;
        store.watch(whenMore);
    }

    @Override
    public @Nullable ByteBuf next(ByteBufAllocator allocator) {
        while (nextInitial < initial.size() && encoder.length() < PIECE_BYTES) {
            Stored<T> stored = initial.get(nextInitial++);
            if (filter.test(stored.object())) {
                encoder.event("ADDED", stored);
            }
        }
        if (nextInitial == initial.size()) {
            afterInitial();
        }
        return encoder.take(allocator);
    }

    private void afterInitial() {
        initial = List.of();
        nextInitial = 0;
        if (initialEndDue) {
            initialEndDue = false;
            encoder.bookmark(seenVersion, true);
        }
        while (encoder.length() < PIECE_BYTES) {
            if (sequence < 0 || store.forgotten(sequence)) {
                encoder.expired(seenVersion, store.version());
                ended = true;
                return;
            }
            Change<T> change = store.change(sequence);
            if (change == null) {
                break;
            }
            sequence++;
            seenVersion = change.version();
            Change<T> seen = change.seenThrough(filter);
            if (seen != null) {
                encoder.event(seen.type().name(), seen.now());
            }
        }
        if (bookmarkDue) {
            bookmarkDue = false;
            encoder.bookmark(seenVersion, false);
        }
    }

    /** Runs when nobody reads any more. */
    void whenClosed(Runnable action) {
        closing = action;
    }

    /** Sends a bookmark with the next piece, where the client wants any. */
    void bookmark() {
        bookmarkDue = options.bookmarks();
    }

    /** Ends the watch in order, as its timeout does. */
    void end() {
        ended = true;
    }

    @Override
    public boolean ended() {
        return ended && encoder.length() == 0;
    }

    @Override
    public void close() {
        Runnable registered = wake;
        if (registered != null) {
            store.unwatch(registered);
        }
        closing.run();
    }
}
