package io.kubemeter.apiserver;

import io.kubemeter.apiserver.kube.ApiException;
import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.apiserver.kube.KubeApi;
import io.kubemeter.apiserver.kube.TokenRequests;
import io.kubemeter.apiserver.kube.TokenRequests.IssuedToken;
import io.kubemeter.kubelet.BearerToken;
import io.kubemeter.kubelet.Reloadable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token of a ServiceAccount that may do nothing but scrape, made by TokenRequest for ten
 * minutes and made anew when two thirds of them are over. So what a kubelet learns of us is of
 * little use to it, and not for long.
 *
 * <p><b>Owner:</b> nobody: any thread reads; what is requested is guarded by this object.
 */
final class RequestedToken implements Reloadable<@Nullable BearerToken> {
    private static final Logger LOG = LoggerFactory.getLogger(RequestedToken.class);
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    /** After which a token that was refused is worth another request. */
    private static final long SETTLED_NANOS = Duration.ofSeconds(10).toNanos();

    private final KubeApi api;
    private final String namespace;
    private final String name;
    private final Executor threads;
    private final LongSupplier nanos;
    private CompletableFuture<@Nullable BearerToken> asked =
            CompletableFuture.completedFuture(null);
    private long askedNanos;
    private long renewNanos;
    private @Nullable ApiProblem problem;
    private volatile @Nullable BearerToken current;

    private RequestedToken(KubeApi api, String account, Executor threads, LongSupplier nanos) {
        int slash = account.indexOf('/');
        this.api = api;
        this.namespace = account.substring(0, slash);
        this.name = account.substring(slash + 1);
        this.threads = threads;
        this.nanos = nanos;
    }

    /**
     * Requests the first token and does not wait for it.
     *
     * @param account namespace and name of the ServiceAccount, with a slash between
     * @param threads runs what blocks
     */
    static RequestedToken start(KubeApi api, String account, Executor threads, LongSupplier nanos) {
        RequestedToken token = new RequestedToken(api, account, threads, nanos);
        token.request();
        return token;
    }

    @Override
    public @Nullable BearerToken current() {
        return current;
    }

    /** Makes a new token when it is time to; asked every few seconds. */
    @Override
    public synchronized CompletionStage<@Nullable BearerToken> reread() {
        boolean due = nanos.getAsLong() - renewNanos >= 0;
        return asked.isDone() && due ? request() : asked;
    }

    /** The token may have been revoked. */
    @Override
    public synchronized CompletionStage<@Nullable BearerToken> refused() {
        boolean settled = nanos.getAsLong() - askedNanos >= SETTLED_NANOS;
        return asked.isDone() && settled ? request() : asked;
    }

    private synchronized CompletableFuture<@Nullable BearerToken> request() {
        askedNanos = nanos.getAsLong();
        renewNanos = askedNanos + SETTLED_NANOS;
        CompletableFuture<@Nullable BearerToken> answer = new CompletableFuture<>();
        asked = answer;
        threads.execute(() -> {
            try {
                issued(TokenRequests.request(api, namespace, name, LIFETIME));
            } catch (ApiException e) {
                failed(e.problem());
            } catch (RuntimeException e) {
                LOG.error("Cannot take a token", e);
            } finally {
                answer.complete(current);
            }
        });
        return answer;
    }

    private synchronized void issued(IssuedToken issued) {
        current = BearerToken.parse(issued.secret());
        renewNanos = askedNanos + issued.lifetime().toNanos() / 3 * 2;
        if (problem != null) {
            problem = null;
            LOG.atInfo().addKeyValue("account", namespace + "/" + name).log("Have a token again");
        }
    }

    /** Logged once per cause; the last token stays in use. */
    private synchronized void failed(ApiProblem now) {
        if (!now.equals(problem)) {
            problem = now;
            LOG.atWarn()
                    .addKeyValue("account", namespace + "/" + name)
                    .addKeyValue("code", now.reason().code())
                    .addKeyValue("err", now.sentence())
                    .log("Cannot have a token for kubelets made");
        }
    }
}
