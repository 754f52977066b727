package io.kubemeter.kubelet.pool;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;

/**
 * What the head of an answer said beside its framing.
 *
 * @param status its status
 * @param dateMillis the middle of the second that its {@code Date} names, by the peer's own clock;
 *     {@link HttpDate#NONE} if there is none
 * @param retryAfter whether the peer asked to be left alone for a while
 */
record AnswerHead(int status, long dateMillis, boolean retryAfter) {
    static AnswerHead of(HttpResponse head) {
        String date = head.headers().get(HttpHeaderNames.DATE);
        long second = date == null ? HttpDate.NONE : HttpDate.parse(date);
        return new AnswerHead(
                head.status().code(),
                second == HttpDate.NONE ? second : second + HttpDate.HALF_SECOND_MILLIS,
                head.headers().contains(HttpHeaderNames.RETRY_AFTER));
    }
}
