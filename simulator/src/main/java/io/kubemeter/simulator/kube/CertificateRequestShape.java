package io.kubemeter.simulator.kube;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.kubemeter.simulator.wire.ObjectWriter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** CertificateSigningRequests of kubelets. What is asked to be signed is left out. */
final class CertificateRequestShape implements Shape<CertificateRequest> {
    private static final ResourceName RESOURCE =
            new ResourceName(
                    "certificates.k8s.io",
                    "v1",
                    "certificatesigningrequests",
                    "CertificateSigningRequest",
                    new ResourceName.Scope(false, ResourceName.READ),
                    new ResourceName.Naming("certificatesigningrequest", List.of("csr")));

    @Override
    public ResourceName resource() {
        return RESOURCE;
    }

    @Override
    public String namespace(CertificateRequest request) {
        return "";
    }

    @Override
    public String name(CertificateRequest request) {
        return request.name();
    }

    @Override
    public long version(CertificateRequest request) {
        return request.resourceVersion();
    }

    @Override
    public Map<String, String> labels(CertificateRequest request) {
        return Map.of();
    }

    @Override
    public @Nullable String field(CertificateRequest request, String path) {
        return switch (path) {
            case "metadata.name" -> request.name();
            case "spec.signerName" -> CertificateRequest.SIGNER;
            default -> null;
        };
    }

    @Override
    public void writeMetadata(CertificateRequest request, long version, ObjectWriter into) {
        String uid = UUID.nameUUIDFromBytes(request.name().getBytes(US_ASCII)).toString();
        Metadata.write(
                new Metadata.Identity(request.name(), "", uid, request.createdMillis()),
                version,
                Map.of(),
                into);
    }

    @Override
    public void writeBody(CertificateRequest request, ObjectWriter into) {
        into.begin(2, "spec");
        into.text(2, "username", request.user());
        into.texts(4, "groups", List.of("system:nodes", "system:authenticated"));
        into.texts(5, "usages", List.of("digital signature", "server auth"));
        into.text(7, "signerName", CertificateRequest.SIGNER);
        into.end();
        into.begin(3, "status");
        into.beginList("conditions");
        for (CertificateRequest.Condition each : request.conditions()) {
            into.beginItem(1);
            into.text(1, "type", each.type());
            into.text(2, "reason", each.reason());
            into.text(3, "message", each.message());
            into.time(4, "lastUpdateTime", each.atMillis());
            into.time(5, "lastTransitionTime", each.atMillis());
            into.text(6, "status", "True");
            into.end();
        }
        into.endList();
        if (!request.certificate().isEmpty()) {
            into.bytes(2, "certificate", request.certificate().getBytes(US_ASCII));
        }
        into.end();
    }

    @Override
    public List<Column> columns() {
        return List.of(
                Column.name("The request's name."),
                Column.of("Age", "The time since it was created."),
                Column.of("SignerName", "Who is to sign it."),
                Column.of("Requestor", "Who asks."),
                Column.of("Condition", "What was decided."));
    }

    @Override
    public List<Object> cells(CertificateRequest request, long nowMillis) {
        String decided =
                request.conditions().stream()
                        .map(CertificateRequest.Condition::type)
                        .collect(Collectors.joining(","));
        String issued = request.certificate().isEmpty() ? "" : ",Issued";
        return List.of(
                request.name(),
                Age.of(nowMillis - request.createdMillis()),
                CertificateRequest.SIGNER,
                request.user(),
                (decided.isEmpty() ? "Pending" : decided) + issued);
    }
}
