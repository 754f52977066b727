package io.kubemeter.apiserver;

import io.kubemeter.apiserver.api.Answer;
import io.kubemeter.apiserver.api.Answers;
import io.kubemeter.apiserver.api.ApiRequest;
import io.kubemeter.apiserver.api.RequestPath;
import io.kubemeter.apiserver.api.Status;
import io.kubemeter.apiserver.auth.Attributes;
import io.kubemeter.apiserver.auth.AuthResult;
import io.kubemeter.apiserver.auth.Authenticator;
import io.kubemeter.apiserver.auth.Authorizer;
import io.kubemeter.apiserver.auth.Decision;
import io.kubemeter.apiserver.auth.Identity;
import io.kubemeter.apiserver.http.HttpExchange;
import io.kubemeter.apiserver.http.HttpHandler;
import io.kubemeter.apiserver.http.Response;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of every request: who asks, may he, then the answer. Nothing is routed before both are
 * answered, so no path can be left unguarded by mistake.
 *
 * <p>Runs on the event loop of the request's connection; reviews are waited for without blocking
 * it.
 */
final class RequestChain implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RequestChain.class);

    private final Authenticator authenticator;
    private final Authorizer authorizer;
    private final Router router;
    private final InFlight inFlight;

    RequestChain(
            Authenticator authenticator, Authorizer authorizer, Router router, InFlight inFlight) {
        this.authenticator = authenticator;
        this.authorizer = authorizer;
        this.router = router;
        this.inFlight = inFlight;
    }

    @Override
    public void handle(HttpExchange exchange) {
        ApiRequest request =
                ApiRequest.parse(
                        exchange.method(),
                        exchange.rawPath(),
                        exchange.rawQuery(),
                        exchange::header);
        Answer refusal = Answers.refusal(request);
        if (refusal != null) {
            respond(exchange, refusal, false);
            return;
        }
        onLoop(
                exchange,
                authenticator.authenticate(new ExchangeCredentials(exchange)),
                result -> identified(exchange, request, result));
    }

    private void identified(HttpExchange exchange, ApiRequest request, AuthResult result) {
        switch (result) {
            case AuthResult.Unauthorized(String detail) -> {
                LOG.atDebug()
                        .addKeyValue("err", detail)
                        .addKeyValue("auditID", request.auditId())
                        .log("Unable to authenticate the request");
                respond(exchange, Answers.status(request, Status.unauthorized()), exchange.http2());
            }
            case AuthResult.Authenticated(Identity identity) ->
                    onLoop(
                            exchange,
                            authorizer.authorize(identity, attributes(request.path())),
                            decision -> decided(exchange, request, identity, decision));
        }
    }

    private void decided(
            HttpExchange exchange, ApiRequest request, Identity identity, Decision decision) {
        // As upstream: an unknown caller does not get to keep an HTTP/2 connection.
        boolean closes = exchange.http2() && identity.isAnonymous();
        switch (decision) {
            case Decision.Allow() -> allowed(exchange, request, identity, closes);
            case Decision.Deny(String reason) ->
                    respond(
                            exchange,
                            Answers.status(
                                    request,
                                    Status.forbidden(request.path(), identity.user(), reason)),
                            closes);
            case Decision.Unknown unknown -> {
                LOG.atWarn()
                        .addKeyValue("code", unknown.reason().code())
                        .addKeyValue("err", unknown.detail())
                        .addKeyValue("auditID", request.auditId())
                        .log("Unable to authorize the request");
                String why = unknown.reason().code() + " " + unknown.reason().sentence();
                respond(exchange, Answers.status(request, unavailable(why)), closes);
            }
        }
    }

    private void allowed(
            HttpExchange exchange, ApiRequest request, Identity identity, boolean closes) {
        if (request.path().isResource()) {
            respond(exchange, serve(request, identity), closes);
        } else {
            onLoop(
                    exchange,
                    router.answerPath(request),
                    answer -> respond(exchange, answer, closes));
        }
    }

    /** Answers for a resource, if there is room; {@code system:masters} always finds some. */
    private Response serve(ApiRequest request, Identity identity) {
        if (identity.groups().contains(Identity.MASTERS)) {
            return Responses.of(router.answer(request));
        }
        InFlight.Room room = inFlight.room(request.path().verb());
        if (!room.enter()) {
            return Responses.of(Answers.tooManyRequests(request));
        }
        try {
            return Responses.of(router.answer(request), room::leave);
        } catch (RuntimeException e) {
            room.leave();
            throw e;
        }
    }

    /** Nobody can tell now, and nobody knows until when: no Retry-After. */
    private static Status unavailable(String why) {
        return new Status(
                503,
                "ServiceUnavailable",
                "the server is currently unable to handle the request: " + why,
                null);
    }

    private static void respond(HttpExchange exchange, Answer answer, boolean closes) {
        respond(exchange, Responses.of(answer), closes);
    }

    private static void respond(HttpExchange exchange, Response response, boolean closes) {
        exchange.respond(closes ? response.closing() : response);
    }

    private static Attributes attributes(RequestPath path) {
        return path.isResource()
                ? new Attributes.ResourceAttributes(
                        path.verb(),
                        path.group(),
                        path.version(),
                        path.resource(),
                        path.subresource(),
                        path.namespace(),
                        path.name())
                : new Attributes.PathAttributes(path.verb(), path.path());
    }

    /** What is done with the outcome of a question, on the exchange's own loop. */
    private interface Next<T> {
        void accept(T outcome);
    }

    /** Goes on with {@code next} where the answer may be made, at once if it is known already. */
    private static <T> void onLoop(HttpExchange exchange, CompletionStage<T> stage, Next<T> next) {
        boolean here =
                exchange.executor() instanceof EventExecutor executor && executor.inEventLoop();
        CompletionStage<Void> done =
                here && stage.toCompletableFuture().isDone()
                        ? stage.thenAccept(next::accept)
                        : stage.thenAcceptAsync(next::accept, exchange.executor());
        done.whenComplete((_, bug) -> {
            if (bug != null) {
                LOG.error("Cannot answer a request", bug);
                exchange.respond(Responses.bug());
            }
        });
    }
}
