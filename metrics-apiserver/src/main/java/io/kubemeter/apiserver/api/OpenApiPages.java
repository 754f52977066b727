package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.api.Answer.Header;
import io.kubemeter.apiserver.openapi.Document;
import io.kubemeter.apiserver.openapi.OpenApi;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@code /openapi/v2} and what is below {@code /openapi/v3} from constants: it needs
 * neither samples nor kube-apiserver. They are made when the first of them is asked for, beside the
 * event loops, since a start has better things to do. Any thread may call it.
 */
public final class OpenApiPages {
    /** The paths that the list of paths names. */
    public static final List<String> PATHS = List.of("/openapi/v2", "/openapi/v3", "/openapi/v3/");

    private static final String V2 = PATHS.get(0);
    private static final String V3 = PATHS.get(1);
    private static final String PART = PATHS.get(2);
    private static final String[] NO_CODINGS = {};
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss ", Locale.ENGLISH)
                    .withZone(ZoneOffset.UTC);

    /** The ways to write a document of which there is nothing. */
    private static final List<Form> NOTHING = partForms(new byte[0], new byte[0]);

    private final Supplier<OpenApi> maker;
    private final Executor making;
    private final InstantSource clock;
    private final Instant started;
    private final AtomicReference<@Nullable CompletableFuture<Made>> made = new AtomicReference<>();

    /**
     * Serves these documents, which are as old as this.
     *
     * @param maker called once, on a thread of {@code making}
     */
    public OpenApiPages(Supplier<OpenApi> maker, Executor making, InstantSource clock) {
        this.maker = maker;
        this.making = making;
        this.clock = clock;
        this.started = clock.instant();
    }

    /** The documents, and the one of them that is compressed. */
    private record Made(OpenApi documents, List<Form> swagger) {}

    /** One way to write a document: the media type that is asked for, that of the answer, bytes. */
    private static final class Form {
        private final String subtype;
        private final String contentType;
        private final byte[] body;
        private final byte[] gzipped;

        Form(String subtype, String contentType, byte[] body, byte[] gzipped) {
            this.subtype = subtype;
            this.contentType = contentType;
            this.body = body;
            this.gzipped = gzipped;
        }
    }

    /** Whether the request is for one of the documents. */
    public boolean serves(ApiRequest request) {
        String path = request.path().path();
        return path.equals(V2) || path.equals(V3) || path.startsWith(PART);
    }

    /** Answers a request that it serves; at once, but for the first ones. */
    public CompletionStage<Answer> answer(ApiRequest request) {
        return made().thenApply(all -> answer(request, all));
    }

    private CompletableFuture<Made> made() {
        CompletableFuture<Made> present = made.get();
        if (present != null) {
            return present;
        }
        CompletableFuture<Made> fresh = new CompletableFuture<>();
        CompletableFuture<Made> other = made.compareAndExchange(null, fresh);
        return other == null ? fresh.completeAsync(this::make, making) : other;
    }

    private Made make() {
        OpenApi documents = maker.get();
        return new Made(documents, swaggerForms(documents.swagger()));
    }

    private Answer answer(ApiRequest request, Made all) {
        String path = request.path().path();
        if (path.equals(V2)) {
            return swagger(request, all);
        }
        if (path.equals(V3)) {
            Document index = all.documents.index();
            return served(request, index.json(), "application/json", List.of(etag(index)));
        }
        String name = path.substring(PART.length());
        return part(request, name, all.documents.part(name));
    }

    private Answer swagger(ApiRequest request, Made all) {
        Form form = choose(request, all.swagger);
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Vary", "Accept-Encoding"));
        headers.add(new Header("Vary", "Accept"));
        if (form == null) {
            return empty(request, 406, headers);
        }
        headers.add(etag(all.documents.swagger()));
        // A part of a document is counted in its plain bytes, and so is what a body would have.
        boolean compressed =
                request.header("Range") == null
                        && !request.method().equals("HEAD")
                        && acceptsGzip(request);
        Answer answer =
                served(request, compressed ? form.gzipped : form.body, form.contentType, headers);
        return compressed && answer.code() == 200 ? coded(answer) : answer;
    }

    /** Says so of an answer that is compressed; one without a body is not. */
    private static Answer coded(Answer answer) {
        List<Header> headers = new ArrayList<>(answer.headers());
        headers.add(new Header("Content-Encoding", "gzip"));
        return new Answer(answer.code(), headers, answer.body());
    }

    private Answer part(ApiRequest request, String name, @Nullable Document document) {
        List<Header> headers = new ArrayList<>(List.of(new Header("Vary", "Accept")));
        Form form = choose(request, document == null ? NOTHING : partForms(document));
        if (form == null) {
            return empty(request, 406, headers);
        }
        if (document == null) {
            // As upstream: for what nobody describes there is an empty description.
            return empty(request, 200, List.of());
        }
        headers.add(etag(document));
        String hash = request.query().first("hash");
        if (!hash.isEmpty() && !hash.equals(document.hash())) {
            headers.add(new Header("Location", OpenApi.location(name, document.hash())));
            return Answers.of(request, 301, form.contentType, headers, BodySource.of(new byte[0]));
        }
        if (!hash.isEmpty()) {
            Instant nextYear = clock.instant().atOffset(ZoneOffset.UTC).plusYears(1).toInstant();
            headers.add(new Header("Cache-Control", "public, immutable"));
            headers.add(new Header("Expires", DATE.format(nextYear) + "UTC"));
        }
        return served(request, form.body, form.contentType, headers);
    }

    private Answer served(ApiRequest request, byte[] body, String type, List<Header> headers) {
        return new ServedContent(request, body, type, headers).answer(started);
    }

    private static List<Form> swaggerForms(Document document) {
        byte[] protobuf = document.protobuf();
        byte[] compressed = Document.gzipped(protobuf);
        String type = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
        return List.of(
                new Form(
                        "json",
                        "application/json",
                        document.json(),
                        Document.gzipped(document.json())),
                new Form(
                        "com.github.proto-openapi.spec.v2@v1.0+protobuf",
                        type,
                        protobuf,
                        compressed),
                new Form(
                        "com.github.proto-openapi.spec.v2.v1.0+protobuf",
                        type,
                        protobuf,
                        compressed));
    }

    private static List<Form> partForms(Document document) {
        return partForms(document.json(), document.protobuf());
    }

    private static List<Form> partForms(byte[] json, byte[] protobuf) {
        String type = "application/com.github.proto-openapi.spec.v3.v1.0+protobuf";
        return List.of(
                new Form("json", "application/json", json, new byte[0]),
                new Form(
                        "com.github.proto-openapi.spec.v3.v1.0+protobuf",
                        type,
                        protobuf,
                        new byte[0]),
                new Form(
                        "com.github.proto-openapi.spec.v3@v1.0+protobuf",
                        type,
                        protobuf,
                        new byte[0]));
    }

    private static @Nullable Form choose(ApiRequest request, List<Form> forms) {
        String accept = request.header("Accept");
        if (accept == null || accept.isEmpty()) {
            return forms.getFirst();
        }
        for (AcceptClause clause : AcceptClause.parse(accept)) {
            for (Form form : forms) {
                if (clause.matches("application", form.subtype)) {
                    return form;
                }
            }
        }
        return null;
    }

    /** Of several words on one coding the last one counts, as upstream has it. */
    private static boolean acceptsGzip(ApiRequest request) {
        String accepted = request.header("Accept-Encoding");
        boolean accepts = false;
        for (String coding : accepted == null ? NO_CODINGS : accepted.split(",", -1)) {
            String[] parts = coding.split(";", -1);
            if (parts[0].strip().toLowerCase(Locale.ROOT).equals("gzip")) {
                String last = parts[parts.length - 1].strip();
                accepts = !last.startsWith("q=") || AcceptClause.number(last.substring(2)) > 0;
            }
        }
        return accepts;
    }

    private static Header etag(Document document) {
        return new Header("Etag", "\"" + document.hash() + "\"");
    }

    private static Answer empty(ApiRequest request, int code, List<Header> headers) {
        return Answers.of(request, code, "", headers, BodySource.of(new byte[0]));
    }
}
