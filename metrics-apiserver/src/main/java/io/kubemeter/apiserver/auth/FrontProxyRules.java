package io.kubemeter.apiserver.auth;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Whose {@code X-Remote-*} headers are believed, and which headers these are.
 *
 * @param authorities who signs the aggregator's client certificate
 * @param allowedNames the common names that such a certificate may have; empty means any
 * @param userHeaders the headers that name the user, the first that is there counts
 * @param uidHeaders the headers with the user's uid, the first that is there counts
 * @param groupHeaders the headers that name groups, all count
 * @param extraPrefixes what the headers with further facts begin with
 */
public record FrontProxyRules(
        List<X509Certificate> authorities,
        List<String> allowedNames,
        List<String> userHeaders,
        List<String> uidHeaders,
        List<String> groupHeaders,
        List<String> extraPrefixes) {
    public FrontProxyRules {
        authorities = List.copyOf(authorities);
        allowedNames = List.copyOf(allowedNames);
        userHeaders = List.copyOf(userHeaders);
        uidHeaders = List.copyOf(uidHeaders);
        groupHeaders = List.copyOf(groupHeaders);
        extraPrefixes = List.copyOf(extraPrefixes);
    }
}
