package io.kubemeter.apiserver.auth;

import io.kubemeter.apiserver.kube.ApiProblem;
import io.kubemeter.apiserver.kube.ConfigMaps;
import io.kubemeter.apiserver.kube.PemBundle;
import io.kubemeter.model.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link CallerTrust} of the flags' files and the ConfigMap's entries. Each half that
 * cannot be understood stays as it was.
 */
final class CallerTrustReader {
    private static final String CLIENT_CA = "client-ca-file";
    private static final String PROXY_CA = "requestheader-client-ca-file";

    private final AuthenticationConfig config;
    private final CallerTrust before;

    CallerTrustReader(AuthenticationConfig config, CallerTrust before) {
        this.config = config;
        this.before = before;
    }

    /**
     * Reads everything anew.
     *
     * @param entries of the ConfigMap; {@code null} where it could not be read
     * @param problems takes what is wrong
     */
    CallerTrust read(@Nullable Map<String, String> entries, List<ApiProblem> problems) {
        return new CallerTrust(frontProxy(entries, problems), clients(entries, problems));
    }

    private List<X509Certificate> clients(
            @Nullable Map<String, String> entries, List<ApiProblem> problems) {
        Path file = config.clientCaFile();
        try {
            if (file != null) {
                return PemBundle.certificates(text(file));
            }
            if (entries == null) {
                return before.clientAuthorities();
            }
            String pem = entries.getOrDefault(CLIENT_CA, "");
            return pem.isEmpty() ? List.of() : PemBundle.certificates(pem);
        } catch (IOException | CertificateException e) {
            problems.add(corrupt(file == null ? CLIENT_CA : file.toString(), e));
            return before.clientAuthorities();
        }
    }

    private @Nullable FrontProxyRules frontProxy(
            @Nullable Map<String, String> entries, List<ApiProblem> problems) {
        AuthenticationConfig.RequestHeader flags = config.requestHeader();
        try {
            if (flags != null) {
                return ofFlags(flags);
            }
            if (entries == null || entries.isEmpty()) {
                return before.frontProxy();
            }
            if (entries.getOrDefault(PROXY_CA, "").isEmpty()) {
                problems.add(
                        new ApiProblem(
                                Reason.FRONT_PROXY_UNKNOWN,
                                "the ConfigMap has no "
                                        + PROXY_CA
                                        + ": start kube-apiserver with --"
                                        + PROXY_CA));
                return null;
            }
            return ofConfigMap(entries);
        } catch (IOException | CertificateException e) {
            problems.add(corrupt(flags == null ? "requestheader-*" : flags.toString(), e));
            return before.frontProxy();
        }
    }

    private static FrontProxyRules ofFlags(AuthenticationConfig.RequestHeader flags)
            throws IOException, CertificateException {
        return new FrontProxyRules(
                PemBundle.certificates(text(flags.clientCaFile())),
                flags.allowedNames(),
                flags.usernameHeaders(),
                flags.uidHeaders(),
                flags.groupHeaders(),
                flags.extraHeadersPrefix());
    }

    private static FrontProxyRules ofConfigMap(Map<String, String> entries)
            throws IOException, CertificateException {
        return new FrontProxyRules(
                PemBundle.certificates(entries.getOrDefault(PROXY_CA, "")),
                texts(entries, "requestheader-allowed-names"),
                texts(entries, "requestheader-username-headers"),
                texts(entries, "requestheader-uid-headers"),
                texts(entries, "requestheader-group-headers"),
                texts(entries, "requestheader-extra-headers-prefix"));
    }

    private static List<String> texts(Map<String, String> entries, String key) throws IOException {
        String json = entries.getOrDefault(key, "");
        return json.isEmpty() ? List.of() : ConfigMaps.texts(json);
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.US_ASCII);
    }

    private static ApiProblem corrupt(String what, Exception e) {
        return new ApiProblem(
                Reason.FRONT_PROXY_UNKNOWN,
                what + " cannot be read, the last good value stays: " + e.getMessage());
    }
}
