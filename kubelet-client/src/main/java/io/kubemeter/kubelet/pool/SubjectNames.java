package io.kubemeter.kubelet.pool;

import io.netty.util.NetUtil;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/**
 * The names in one certificate: common names, organisations and subject alternative names.
 * Immutable.
 */
record SubjectNames(
        List<String> commonNames,
        List<String> organisations,
        List<String> dnsNames,
        List<byte[]> addresses) {
    private static final String NODE_PREFIX = "system:node:";
    private static final String NODE_GROUP = "system:nodes";
    private static final int SAN_DNS = 2;
    private static final int SAN_IP = 7;

    static SubjectNames of(X509Certificate certificate) {
        List<String> dnsNames = new ArrayList<>();
        List<byte[]> addresses = new ArrayList<>();
        for (List<?> name : alternativeNames(certificate)) {
            if (name.get(0).equals(SAN_DNS)) {
                dnsNames.add(((String) name.get(1)).toLowerCase(Locale.ROOT));
            } else if (name.get(0).equals(SAN_IP)) {
                byte[] address = NetUtil.createByteArrayFromIpAddressString((String) name.get(1));
                addresses.add(address == null ? new byte[0] : address);
            }
        }
        X500Principal subject = certificate.getSubjectX500Principal();
        return new SubjectNames(
                attribute(subject, "CN"), attribute(subject, "O"), dnsNames, addresses);
    }

    /** Whether the subject is the Node of this name. Several common names are nobody's. */
    boolean isNode(String node) {
        return claimsNode() && commonNames.getFirst().equals(NODE_PREFIX + node);
    }

    /** Whether the subject is some Node. */
    boolean claimsNode() {
        return commonNames.size() == 1
                && commonNames.getFirst().startsWith(NODE_PREFIX)
                && organisations.contains(NODE_GROUP);
    }

    /** Whether an alternative name is exactly this address or DNS name. */
    boolean names(String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        if (address == null) {
            return dnsNames.contains(host.toLowerCase(Locale.ROOT));
        }
        return addresses.stream().anyMatch(known -> Arrays.equals(known, address));
    }

    /** As {@link #names}, but a leading {@code *} label stands for any one label. */
    boolean coversHost(String host) {
        int dot = host.indexOf('.');
        boolean isAddress = NetUtil.createByteArrayFromIpAddressString(host) != null;
        boolean wild = !isAddress && dot > 0 && names("*" + host.substring(dot));
        return wild || names(host);
    }

    /** The names as people read them. */
    String describe() {
        List<String> shown = new ArrayList<>(commonNames);
        shown.addAll(dnsNames);
        for (byte[] address : addresses) {
            if (address.length == 4 || address.length == 16) {
                shown.add(NetUtil.bytesToIpAddress(address));
            }
        }
        return String.join(",", shown);
    }

    static List<String> attribute(X500Principal principal, String type) {
        List<String> values = new ArrayList<>();
        try {
            for (Rdn rdn : new LdapName(principal.getName(X500Principal.RFC2253)).getRdns()) {
                addValues(rdn.toAttributes().get(type), values);
            }
        } catch (InvalidNameException e) {
            return List.of();
        }
        return List.copyOf(values);
    }

    private static void addValues(@Nullable Attribute attribute, List<String> values) {
        if (attribute == null) {
            return;
        }
        try {
            NamingEnumeration<?> all = attribute.getAll();
            while (all.hasMore()) {
                // An exotic encoding comes as bytes: it equals no name that we look for.
                values.add(all.next() instanceof String text ? text : "");
            }
        } catch (NamingException e) {
            values.add("");
        }
    }

    private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
