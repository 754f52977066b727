package io.kubemeter.apiserver.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubemeter.model.Reason;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads kubelets' requests for serving certificates. Approving them is never ours. */
public final class CertificateRequests {
    private static final String PATH =
            "/apis/certificates.k8s.io/v1/certificatesigningrequests"
                    + "?fieldSelector=spec.signerName%3Dkubernetes.io%2Fkubelet-serving&limit=250";
    private static final int MAX_PAGES = 20;
    private static final int MAX_MESSAGE = 160;
    private static final ObjectMapper JSON = new ObjectMapper();

    private CertificateRequests() {}

    /** All that there are, up to a bound; in no order. */
    public static List<CertificateRequest> list(KubeApi api) throws ApiException {
        List<CertificateRequest> found = new ArrayList<>();
        String more = "";
        for (int page = 0; page < MAX_PAGES; page++) {
            JsonNode list = page(api, PATH + more);
            list.path("items").forEach(item -> found.add(request(item)));
            String next = list.path("metadata").path("continue").asText();
            if (next.isEmpty()) {
                break;
            }
            more = "&continue=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
        return List.copyOf(found);
    }

    private static JsonNode page(KubeApi api, String path) throws ApiException {
        try {
            return JSON.readTree(api.getJson(path));
        } catch (ApiException e) {
            throw e;
        } catch (IOException e) {
            throw ApiException.noAnswer(
                    new ApiProblem(Reason.API_UNREACHABLE, PATH + ": " + e.getMessage()));
        }
    }

    private static CertificateRequest request(JsonNode item) {
        JsonNode decided = JSON.missingNode();
        for (JsonNode condition : item.path("status").path("conditions")) {
            // A failed signing comes after the approval and counts more.
            boolean approved = condition.path("type").asText().equals("Approved");
            decided = approved && !decided.isMissingNode() ? decided : condition;
        }
        return new CertificateRequest(
                item.path("metadata").path("name").asText(),
                item.path("spec").path("username").asText(),
                item.path("metadata").path("creationTimestamp").asText(),
                decided.path("type").asText(),
                line(decided.path("reason").asText() + ": " + decided.path("message").asText()),
                !item.path("status").path("certificate").asText().isEmpty());
    }

    private static String line(String text) {
        String cut = text.length() <= MAX_MESSAGE ? text : text.substring(0, MAX_MESSAGE) + "…";
        return cut.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
