package io.kubemeter.kubelet.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DialRulesTest {
    private static final int KUBELET_PORT = 10250;

    private final DialRules strict =
            new DialRules(
                    false,
                    Set.of(
                            new InetSocketAddress(address("10.96.0.1"), 0),
                            new InetSocketAddress(address("10.0.0.2"), 6443)));
    private final DialRules local = new DialRules(true, Set.of());

    @Test
    void ordinaryAddressesArePermitted() {
        permitted(strict, "10.0.0.1");
        permitted(strict, "192.168.1.1");
        permitted(strict, "203.0.113.7");
        permitted(strict, "fd00::1");
        permitted(strict, "2001:db8::1");
    }

    @Test
    void localAddressesNeedAWord() {
        refused(strict, "127.0.0.1");
        refused(strict, "127.8.8.8");
        refused(strict, "::1");
        refused(strict, "169.254.169.254");
        refused(strict, "fe80::1");
        refused(strict, "::ffff:127.0.0.1");
        permitted(local, "127.0.0.1");
        permitted(local, "::1");
        permitted(local, "169.254.1.1");
    }

    @Test
    void nobodysAddressesAreNeverDialled() {
        for (DialRules rules : new DialRules[] {strict, local}) {
            refused(rules, "0.0.0.0");
            refused(rules, "::");
            refused(rules, "224.0.0.1");
            refused(rules, "ff02::1");
            refused(rules, "255.255.255.255");
        }
    }

    @Test
    void refusedAddressesStayRefusedInEveryWriting() {
        refused(strict, "10.96.0.1");
        refused(strict, "::ffff:10.96.0.1");
    }

    @Test
    void apiServersPortIsRefusedWhereItsAddressIsANodesToo() {
        permitted(strict, "10.0.0.2");
        assertThat(strict.permits(address("10.0.0.2"), 6443)).isFalse();
        assertThat(strict.permits(address("::ffff:10.0.0.2"), 6443)).isFalse();
    }

    @Test
    void hostsAreWrittenAsInAUrl() {
        assertThat(Hosts.withPort("10.0.0.1", 10250)).isEqualTo("10.0.0.1:10250");
        assertThat(Hosts.withPort("fd00::1", 10250)).isEqualTo("[fd00::1]:10250");
        assertThat(Hosts.withPort("node1.example", 1)).isEqualTo("node1.example:1");
    }

    @Test
    void namesThatCouldBreakOutOfALineAreNoNames() {
        assertThat(Hosts.isName("node1.example_x-y")).isTrue();
        assertThat(Hosts.isName("node1\r\nX: y")).isFalse();
        assertThat(Hosts.isName("")).isFalse();
        assertThat(Hosts.isName("a b")).isFalse();
        assertThat(Hosts.isName("a".repeat(300))).isFalse();
    }

    private static void permitted(DialRules rules, String literal) {
        assertThat(rules.permits(address(literal), KUBELET_PORT)).as(literal).isTrue();
    }

    private static void refused(DialRules rules, String literal) {
        assertThat(rules.permits(address(literal), KUBELET_PORT)).as(literal).isFalse();
    }

    private static InetAddress address(String literal) {
        return Objects.requireNonNull(Hosts.literal(literal));
    }
}
