package io.kubemeter.kubelet.pool;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of a DNS name. May block: called on virtual threads only. */
@FunctionalInterface
public interface NameLookup {
    /** The addresses of a name, in the order in which to try them. */
    List<InetAddress> addresses(String name) throws UnknownHostException;

    /** The system's resolver. */
    static NameLookup system() {
        return name -> List.of(InetAddress.getAllByName(name));
    }
}
