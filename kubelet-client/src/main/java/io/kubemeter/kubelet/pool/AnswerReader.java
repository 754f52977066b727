package io.kubemeter.kubelet.pool;

import io.kubemeter.model.Reason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads one answer at a time and bounds it while it comes. An answer that the peer was not asked
 * for ends the connection.
 *
 * <p>Owner: the event loop of its channel.
 */
final class AnswerReader extends ChannelInboundHandlerAdapter {
    private static final int MAX_INTERIM = 4;
    private static final int MAX_ERROR_BODY = 8 << 10;
    private static final int OK = 200;

    private final Body.Store bodies;
    private final AnswerEvents events;
    private State state = State.IDLE;
    private String mediaType = "";
    private @Nullable Body body;
    private @Nullable AnswerHead head;
    private int interim;
    private boolean keepAlive;

    private enum State {
        /** Nothing was asked. */
        IDLE,
        /** A final head is waited for. */
        HEAD,
        /** The body of an interim answer passes by. */
        INTERIM,
        /** The body is read. */
        BODY,
        /** Whatever still comes is of no interest. */
        DEAD
    }

    AnswerReader(Body.Store bodies, AnswerEvents events) {
        this.bodies = bodies;
        this.events = events;
    }

    /** The next answer is of this type, or an error. */
    void expect(String type) {
        assert state == State.IDLE;
        mediaType = type;
        interim = 0;
        state = State.HEAD;
    }

    /** Nobody listens any more. */
    void silence() {
        die();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof HttpResponse head) {
                head(context, head);
            }
            if (message instanceof HttpContent piece) {
                piece(piece);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (state == State.HEAD || state == State.INTERIM || state == State.BODY) {
            if (state == State.BODY) {
                events.progressed();
            }
            context.read();
        }
        context.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lose("closed by the peer");
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        lose(SafeText.of(String.valueOf(cause)));
        context.close();
    }

    private void head(ChannelHandlerContext context, HttpResponse answer) {
        if (state == State.DEAD) {
            return;
        }
        if (state != State.HEAD) {
            lose("an answer that was not asked for");
            context.close();
            return;
        }
        int code = answer.status().code();
        Failure problem = HeadCheck.problem(answer, mediaType, bodies.maxLength());
        if (problem != null) {
            fail(problem);
        } else if (code < OK && code != 101 && interim < MAX_INTERIM) {
            interim++;
            state = State.INTERIM;
        } else {
            begin(answer, code);
        }
    }

    private void begin(HttpResponse answer, int code) {
        head = AnswerHead.of(answer);
        keepAlive = HttpUtil.isKeepAlive(answer) && code >= OK;
        body = bodies.take();
        state = State.BODY;
        events.progressed();
    }

    private void piece(HttpContent piece) {
        boolean last = piece instanceof LastHttpContent;
        if (state == State.INTERIM && last) {
            state = State.HEAD;
        }
        Body into = body;
        AnswerHead said = head;
        if (state != State.BODY || into == null || said == null) {
            return;
        }
        if (piece.decoderResult().isFailure()) {
            fail(HeadCheck.unreadable(piece.decoderResult()));
            return;
        }
        boolean tooMuch =
                said.status() != OK
                        && into.length() + piece.content().readableBytes() > MAX_ERROR_BODY;
        if (tooMuch) {
            keepAlive = false;
            complete(said, into);
        } else if (!bodies.append(into, piece.content())) {
            fail(
                    new Failure(
                            Reason.TOO_LARGE,
                            "bytes>"
                                    + Math.min(into.length(), bodies.maxLength())
                                    + " max="
                                    + bodies.maxLength()));
        } else if (last) {
            complete(said, into);
        }
    }

    private void complete(AnswerHead said, Body whole) {
        body = null;
        state = keepAlive ? State.IDLE : State.DEAD;
        try {
            events.completed(said, whole, keepAlive);
        } finally {
            bodies.give(whole);
        }
    }

    private void fail(Failure failure) {
        die();
        events.unreadable(failure);
    }

    /** Said once; after it the connection is nobody's. */
    private void lose(String detail) {
        if (state != State.DEAD) {
            die();
            events.lost(detail);
        }
    }

    private void die() {
        state = State.DEAD;
        Body unfinished = body;
        body = null;
        if (unfinished != null) {
            bodies.give(unfinished);
        }
    }
}
