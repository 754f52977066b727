package io.kubemeter.apiserver.certificates;

/**
 * A serving certificate with its key, as the PEM text of two files.
 *
 * @param chainPem the leaf first, then its issuers
 * @param keyPem the leaf's private key
 */
public record ServingPair(String chainPem, String keyPem) {
    @Override
    public String toString() {
        return "ServingPair[" + chainPem.length() + " bytes of certificates]";
    }
}
