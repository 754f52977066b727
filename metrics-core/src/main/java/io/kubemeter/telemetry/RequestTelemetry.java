package io.kubemeter.telemetry;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** What became of the requests of our callers. Any thread may count and read. */
public final class RequestTelemetry {
    private static final int CODES = 600;
    private static final double FIRST_SECONDS = 0.001;
    private static final int REVIEW_BOUNDS = 15;

    private final ConcurrentMap<RequestSeries.Route, RequestSeries> series =
            new ConcurrentHashMap<>();
    private final AtomicLongArray answers = new AtomicLongArray(CODES);
    private final Underway reads = new Underway();
    private final Underway others = new Underway();
    private final OutcomeCounts authentications = judgements();
    private final OutcomeCounts authorizations = judgements();
    private final OutcomeCounts impersonations = judgements();
    private final OutcomeCounts tokenReviews = reviews();
    private final OutcomeCounts accessReviews = reviews();
    private final OutcomeCounts users = OutcomeCounts.of();
    private final TokenCacheCounts tokenCache = new TokenCacheCounts();

    RequestTelemetry() {}

    private static OutcomeCounts judgements() {
        return OutcomeCounts.of(Distribution.exponential(FIRST_SECONDS, 2, REVIEW_BOUNDS));
    }

    private static OutcomeCounts reviews() {
        return OutcomeCounts.of(.25, .5, .7, 1, 1.5, 3, 5, 10);
    }

    /** The requests of this route, to be asked for once by those who count. */
    public RequestSeries series(RequestSeries.Route route) {
        return series.computeIfAbsent(route, RequestSeries::new);
    }

    /** Every route that was asked for, in no order; a live view. */
    public Collection<RequestSeries> series() {
        return series.values();
    }

    /** Counts an answer of whatever path. */
    public void answered(int code) {
        if (code > 0 && code < CODES) {
            answers.incrementAndGet(code);
        }
    }

    /** Takes each code of an answer, and how often it was given. */
    public void answers(RequestSeries.CodeCounts into) {
        for (int code = 0; code < CODES; code++) {
            long count = answers.get(code);
            if (count > 0) {
                into.accept(code, count);
            }
        }
    }

    /** Requests under way that only read. */
    public Underway reads() {
        return reads;
    }

    /** Requests under way that would change something. */
    public Underway others() {
        return others;
    }

    /** Callers recognised or not: {@code success}, {@code failure}, {@code error}. */
    public OutcomeCounts authentications() {
        return authentications;
    }

    /** Callers let through or not: {@code allowed}, {@code no-opinion}, {@code error}. */
    public OutcomeCounts authorizations() {
        return authorizations;
    }

    /** Attempts to act as somebody else, by {@code mode/decision}. */
    public OutcomeCounts impersonations() {
        return impersonations;
    }

    /** TokenReviews by the code of their answer. */
    public OutcomeCounts tokenReviews() {
        return tokenReviews;
    }

    /** SubjectAccessReviews by the code of their answer. */
    public OutcomeCounts accessReviews() {
        return accessReviews;
    }

    /** Uses of remembered TokenReviews. */
    public TokenCacheCounts tokenCache() {
        return tokenCache;
    }

    /** Recognised callers by a name that gives nobody away. */
    public OutcomeCounts users() {
        return users;
    }

    /** How many requests are under way, and how many there were at most a moment ago. */
    public static final class Underway {
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private volatile int shown;

        public void begin() {
            int underway = now.incrementAndGet();
            if (underway > most.get()) {
                most.accumulateAndGet(underway, Math::max);
            }
        }

        public void end() {
            now.decrementAndGet();
        }

        /** Closes a period: what was its most is shown until the next. */
        public void roll() {
            shown = most.getAndSet(now.get());
        }

        /** The most of the last period. */
        public int shown() {
            return shown;
        }
    }
}
