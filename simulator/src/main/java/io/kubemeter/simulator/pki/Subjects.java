package io.kubemeter.simulator.pki;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/** Reads who a certificate speaks for. */
public final class Subjects {
    private Subjects() {}

    /** The common name is the user, the organizations are the groups. */
    public static Account account(X509Certificate certificate) throws CertificateEncodingException {
        X500Name subject = new JcaX509CertificateHolder(certificate).getSubject();
        List<String> organizations = new ArrayList<>();
        for (RDN rdn : subject.getRDNs(BCStyle.O)) {
            organizations.add(IETFUtils.valueToString(rdn.getFirst().getValue()));
        }
        RDN[] names = subject.getRDNs(BCStyle.CN);
        String user =
                names.length == 0 ? "" : IETFUtils.valueToString(names[0].getFirst().getValue());
        return Account.certified(user, organizations);
    }
}
