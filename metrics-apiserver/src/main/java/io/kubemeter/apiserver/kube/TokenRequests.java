package io.kubemeter.apiserver.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubemeter.model.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Has kube-apiserver make short-lived tokens of a ServiceAccount. */
public final class TokenRequests {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private TokenRequests() {}

    /**
     * Requests a token.
     *
     * @param lifetime how long it shall live; kube-apiserver grants ten minutes at least
     */
    public static IssuedToken request(KubeApi api, String namespace, String name, Duration lifetime)
            throws ApiException {
        String path = "/api/v1/namespaces/" + namespace + "/serviceaccounts/" + name + "/token";
        String body =
                "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"TokenRequest\","
                        + "\"spec\":{\"expirationSeconds\":"
                        + lifetime.toSeconds()
                        + "}}";
        try {
            JsonNode made =
                    JSON.readTree(
                            api.postJson(path, body.getBytes(StandardCharsets.UTF_8), PATIENCE));
            String token = made.path("status").path("token").asText();
            long seconds = made.path("spec").path("expirationSeconds").asLong(lifetime.toSeconds());
            if (token.isEmpty() || seconds <= 0) {
                throw new IOException("no token in the answer");
            }
            return new IssuedToken(token, Duration.ofSeconds(seconds));
        } catch (ApiException e) {
            throw e;
        } catch (IOException e) {
            throw ApiException.noAnswer(
                    new ApiProblem(Reason.API_UNREACHABLE, path + ": " + e.getMessage()));
        }
    }

    /** A token and how long it lives from its request on; shows itself to no log. */
    public static final class IssuedToken {
        private final String secret;
        private final Duration lifetime;

        private IssuedToken(String secret, Duration lifetime) {
            this.secret = secret;
            this.lifetime = lifetime;
        }

        public String secret() {
            return secret;
        }

        public Duration lifetime() {
            return lifetime;
        }
    }
}
