package io.kubemeter.apiserver.http;

import io.netty.handler.codec.http.HttpRequest;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request of a connection. Any thread may read and answer it. */
final class Exchange implements HttpExchange {
    private final Connection connection;
    private final HttpRequest head;
    private final RequestTarget target;
    private final boolean http2;
    private final Consumer<Response> answer;
    private final AtomicBoolean answered = new AtomicBoolean();

    /** {@code answer} is called once, on the event loop. */
    Exchange(
            Connection connection,
            HttpRequest head,
            RequestTarget target,
            boolean http2,
            Consumer<Response> answer) {
        this.connection = connection;
        this.head = head;
        this.target = target;
        this.http2 = http2;
        this.answer = answer;
    }

    @Override
    public String method() {
        return head.method().name();
    }

    @Override
    public String rawPath() {
        return target.rawPath();
    }

    @Override
    public @Nullable String rawQuery() {
        return target.rawQuery();
    }

    @Override
    public @Nullable String header(String name) {
        return head.headers().get(name);
    }

    @Override
    public List<String> headers(String name) {
        return head.headers().getAll(name);
    }

    @Override
    public Collection<String> headerNames() {
        return head.headers().names();
    }

    @Override
    public List<X509Certificate> peerCertificates() {
        return connection.peerCertificates();
    }

    @Override
    public boolean http2() {
        return http2;
    }

    @Override
    public void callerIsKnown() {
        connection.callerIsKnown();
    }

    @Override
    public SocketAddress remoteAddress() {
        return connection.channel().remoteAddress();
    }

    @Override
    public Executor executor() {
        return connection.channel().eventLoop();
    }

    @Override
    public Executor turns() {
        return connection.turns();
    }

    @Override
    public void respond(Response response) {
        if (!answered.compareAndSet(false, true)) {
            response.body().close();
            throw new IllegalStateException("answered twice: " + method() + " " + rawPath());
        }
        Response ruled = connection.config().answers().applied(response, http2);
        if (connection.channel().eventLoop().inEventLoop()) {
            answer.accept(ruled);
            return;
        }
        try {
            connection.channel().eventLoop().execute(() -> answer.accept(ruled));
        } catch (RejectedExecutionException e) {
            // The listener has closed meanwhile: nobody is there to be answered.
            response.body().close();
        }
    }

    boolean answered() {
        return answered.get();
    }
}
