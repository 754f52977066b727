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
import io.kubemeter.apiserver.auth.Impersonation;
import io.kubemeter.apiserver.auth.ImpersonationResult;
import io.kubemeter.apiserver.http.HttpExchange;
import io.kubemeter.apiserver.http.HttpHandler;
import io.kubemeter.apiserver.http.Response;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
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

    private static final String TOKEN_BEHIND_SPACE =
            "the provided Authorization header contains extra space before the bearer token, and is"
                    + " ignored";
    private static final String[] NONE = {};

    private final Authenticator authenticator;
    private final Impersonation impersonation;
    private final Authorizer authorizer;
    private final Routes routes;
    private final InFlight inFlight;
    private final RequestMeter meter;
    private final Diagnostics diagnostics;

    /**
     * Those who are asked before anything is answered.
     *
     * @param authenticator who asks
     * @param impersonation as whom
     * @param authorizer whether it may
     */
    record Guards(
            Authenticator authenticator, Impersonation impersonation, Authorizer authorizer) {}

    RequestChain(
            Guards guards,
            Routes routes,
            InFlight inFlight,
            RequestMeter meter,
            Diagnostics diagnostics) {
        this.authenticator = guards.authenticator;
        this.impersonation = guards.impersonation;
        this.authorizer = guards.authorizer;
        this.routes = routes;
        this.inFlight = inFlight;
        this.meter = meter;
        this.diagnostics = diagnostics;
    }

    @Override
    public void handle(HttpExchange received) {
        if (received.method().equals("OPTIONS") && received.rawPath().equals("*")) {
            // What the server is able to do as a whole: nothing in particular, for whomever.
            received.respond(Response.of(200, List.of(), new byte[0]));
            return;
        }
        ApiRequest request = Requests.of(received);
        HttpExchange exchange = meter.meter(received, request);
        Answer refusal = Answers.refusal(request);
        if (refusal != null) {
            respond(exchange, refusal, false);
            return;
        }
        HttpExchange warned =
                hidesToken(request.header("Authorization"))
                        ? MappedExchange.warning(exchange, TOKEN_BEHIND_SPACE)
                        : exchange;
        onLoop(
                warned,
                authenticator.authenticate(new ExchangeCredentials(warned)),
                result -> identified(warned, request, result));
    }

    /** Whether a token is written behind a space too many, where nobody looks for it. */
    private static boolean hidesToken(@Nullable String authorization) {
        String[] parts = authorization == null ? NONE : authorization.strip().split(" ", 3);
        return parts.length == 3 && parts[1].isEmpty() && parts[0].equalsIgnoreCase("bearer");
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
            case AuthResult.Authenticated(Identity caller) -> {
                if (!caller.isAnonymous()) {
                    exchange.callerIsKnown();
                }
                Attributes wanted = Paths.attributes(request);
                onLoop(
                        exchange,
                        impersonation.apply(caller, new ExchangeCredentials(exchange), wanted),
                        acting -> acting(exchange, request, wanted, caller, acting));
            }
        }
    }

    private void acting(
            HttpExchange exchange,
            ApiRequest request,
            Attributes wanted,
            Identity caller,
            ImpersonationResult acting) {
        // As upstream: an unknown caller does not get to keep an HTTP/2 connection.
        boolean closes = exchange.http2() && caller.isAnonymous();
        switch (acting) {
            case ImpersonationResult.As(Identity identity) -> {
                if (!identity.equals(caller)) {
                    LOG.atDebug()
                            .addKeyValue("user", caller.user())
                            .addKeyValue("as", identity.user())
                            .addKeyValue("auditID", request.auditId())
                            .log("Impersonating");
                }
                onLoop(
                        exchange,
                        authorizer.authorize(identity, wanted),
                        decision -> decided(exchange, request, identity, decision, closes));
            }
            case ImpersonationResult.Refused(Decision decision, Attributes missing) ->
                    respond(
                            exchange,
                            refusal(request, caller, decision, Paths.path(missing)),
                            closes);
            case ImpersonationResult.Malformed(String message) ->
                    respond(exchange, Answers.guarded(request, Status.badRequest(message)), closes);
        }
    }

    private void decided(
            HttpExchange exchange,
            ApiRequest request,
            Identity identity,
            Decision decision,
            boolean closes) {
        if (decision instanceof Decision.Allow) {
            allowed(exchange, request, identity, closes);
        } else {
            respond(exchange, refusal(request, identity, decision, request.path()), closes);
        }
    }

    private void allowed(
            HttpExchange exchange, ApiRequest request, Identity identity, boolean closes) {
        if (request.path().isResource()) {
            serve(exchange, request, identity, closes);
        } else {
            onLoop(
                    exchange,
                    diagnostics.serves(request)
                            ? diagnostics.answer(request)
                            : routes.answerPath(request),
                    answer -> respond(exchange, answer, closes));
        }
    }

    private static Answer refusal(
            ApiRequest request, Identity identity, Decision decision, RequestPath wanted) {
        return switch (decision) {
            case Decision.Deny(String why) ->
                    Answers.status(request, Status.forbidden(wanted, identity.user(), why));
            case Decision.Unknown unknown -> {
                LOG.atWarn()
                        .addKeyValue("code", unknown.reason().code())
                        .addKeyValue("err", unknown.detail())
                        .addKeyValue("auditID", request.auditId())
                        .log("Unable to authorize the request");
                yield Answers.status(
                        request,
                        unavailable(unknown.reason().code() + " " + unknown.reason().sentence()));
            }
            case Decision.Allow _ ->
                    throw new IllegalArgumentException("decision: allow (expected: a refusal)");
        };
    }

    /** Answers for a resource, if there is room; {@code system:masters} always finds some. */
    private void serve(
            HttpExchange exchange, ApiRequest request, Identity identity, boolean closes) {
        if (identity.groups().contains(Identity.MASTERS)) {
            inTurn(exchange, request, () -> {}, closes);
            return;
        }
        InFlight.Room room = inFlight.room(request.path().verb());
        if (!room.enter()) {
            respond(exchange, Answers.tooManyRequests(request), closes);
            return;
        }
        inTurn(exchange, request, room::leave, closes);
    }

    /** A list takes long: what comes behind it is read first. */
    private void inTurn(
            HttpExchange exchange, ApiRequest request, Runnable whenSent, boolean closes) {
        exchange.turns()
                .execute(() -> {
                    Response response;
                    try {
                        response = Responses.of(routes.answer(request), whenSent);
                    } catch (RuntimeException | Error e) {
                        LOG.error("Cannot answer a request", e);
                        whenSent.run();
                        response = Responses.bug();
                    }
                    respond(exchange, response, closes);
                });
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
