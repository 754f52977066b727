package io.kubemeter.apiserver.kube;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.kubemeter.model.Reason;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Talks to one kube-apiserver. Every call blocks its caller, which is a virtual thread and never an
 * event loop; every failure comes with its reason. Nothing is retried here.
 *
 * <p><b>Owner:</b> nobody: any thread calls.
 */
public final class KubeApi implements AutoCloseable {
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(10);
    private static final Duration LIST_PATIENCE = Duration.ofSeconds(30);

    /** The longest body that is read as a whole: a ConfigMap holds at most 1 MiB. */
    private static final int MAX_WHOLE_BODY = 4 << 20;

    private static final int MAX_ERROR_BODY = 16 << 10;
    private static final String JSON = "application/json";

    private final KubeAccess access;
    private final HttpClient client;

    private KubeApi(KubeAccess access, HttpClient client) {
        this.access = access;
        this.client = client;
    }

    /** Reads the configuration; opens no connection yet. */
    public static KubeApi open(KubeLocation location) throws KubeConfigException {
        KubeAccess access = KubeAccess.open(location);
        return new KubeApi(access, KubeHttp.open(access));
    }

    /** The server's URL, for logs. */
    public String server() {
        return access.server();
    }

    /** Begins to read a resource, a list or a watch. */
    public KubeResponse get(String pathAndQuery, String accept, Duration silence)
            throws ApiException {
        HttpRequest.Builder request = request(pathAndQuery).header("Accept", accept);
        return send(request, LIST_PATIENCE, silence);
    }

    /** Reads a small resource as a whole, in JSON. */
    public byte[] getJson(String path) throws ApiException {
        HttpRequest.Builder request = request(path).header("Accept", JSON);
        return whole(send(request, ANSWER_PATIENCE, ANSWER_PATIENCE));
    }

    /** Reads a small resource as a whole, in JSON, or the Status that comes in its place. */
    public KubeAnswer ask(String path) throws ApiException {
        HttpRequest.Builder request = request(path).header("Accept", JSON);
        Begun begun = begin(request, ANSWER_PATIENCE, ANSWER_PATIENCE);
        byte[] body = whole(begun.response());
        return new KubeAnswer(begun.head().code(), new String(body, StandardCharsets.UTF_8));
    }

    /** Posts a small object and reads what became of it, in JSON. */
    public byte[] postJson(String path, byte[] body, Duration patience) throws ApiException {
        HttpRequest.Builder request = request(path).header("Accept", JSON).post(JSON, body);
        return whole(send(request, patience, patience));
    }

    @Override
    public void close() {
        client.close();
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        return client.newHttpRequestBuilder()
                .uri(URI.create(access.server() + pathAndQuery).toString())
                .header("User-Agent", "kubemeter");
    }

    private KubeResponse send(HttpRequest.Builder builder, Duration patience, Duration silence)
            throws ApiException {
        Begun begun = begin(builder, patience, silence);
        if (begun.head().code() / 100 != 2) {
            throw refused(begun.head(), begun.body());
        }
        return begun.response();
    }

    /** An answer whose head has come. */
    private record Begun(HttpResponse<AsyncBody> head, BodyStream body) {
        KubeResponse response() {
            String type = head.header("Content-Type");
            return new KubeResponse(type == null ? "" : type, body, body::close);
        }
    }

    private Begun begin(HttpRequest.Builder builder, Duration patience, Duration silence)
            throws ApiException {
        String missing = access.credential().missing();
        if (missing != null) {
            throw ApiException.noAnswer(new ApiProblem(Reason.NO_CREDENTIAL, missing));
        }
        BodyStream body = new BodyStream(silence);
        CompletableFuture<HttpResponse<AsyncBody>> answer =
                client.consumeBytes(builder.build(), body);
        HttpResponse<AsyncBody> response = await(answer, patience);
        body.start(response.body());
        return new Begun(response, body);
    }

    private HttpResponse<AsyncBody> await(
            CompletableFuture<HttpResponse<AsyncBody>> answer, Duration patience)
            throws ApiException {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            String late = access.server() + ": no answer within " + patience.toSeconds() + " s";
            throw new ApiException(
                    new ApiProblem(Reason.API_UNREACHABLE, late), ApiException.TOO_LATE, 0);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unreachable("interrupted");
        } catch (ExecutionException e) {
            throw unreachable(causeOf(e));
        }
    }

    private ApiException refused(HttpResponse<AsyncBody> response, BodyStream body) {
        try (body) {
            byte[] start = body.readNBytes(MAX_ERROR_BODY);
            return Refusals.of(response, start, access);
        } catch (IOException e) {
            return Refusals.of(response, new byte[0], access);
        }
    }

    private byte[] whole(KubeResponse response) throws ApiException {
        try (response) {
            byte[] body = response.body().readNBytes(MAX_WHOLE_BODY + 1);
            if (body.length > MAX_WHOLE_BODY) {
                throw unreachable("an answer of more than " + MAX_WHOLE_BODY + " bytes");
            }
            return body;
        } catch (ApiException e) {
            throw e;
        } catch (InterruptedIOException e) {
            throw unreachable("interrupted");
        } catch (IOException e) {
            throw unreachable(causeOf(e));
        }
    }

    /** A broken exchange, as a failure with its reason. */
    public ApiException unreachable(String cause) {
        return ApiException.noAnswer(
                new ApiProblem(Reason.API_UNREACHABLE, access.server() + ": " + cause));
    }

    /** The innermost cause that says something. */
    private static String causeOf(Throwable failure) {
        String text = failure.toString();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String name = cause.getClass().getSimpleName();
            text = cause.getMessage() == null ? name : name + ": " + cause.getMessage();
        }
        return text;
    }
}
