package io.kubemeter.apiserver.auth;

import io.kubemeter.apiserver.auth.Attributes.PathAttributes;
import io.kubemeter.apiserver.auth.Attributes.ResourceAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A way of acting as somebody else: for whom it is made, what must be allowed, and who the caller
 * becomes. The constrained ways ask besides whether this very request may be made so; the old way
 * does not.
 */
enum ImpersonationMode {
    /** A pod's account acts as the node that the pod runs on. */
    ASSOCIATED_NODE("associated-node"),
    ARBITRARY_NODE("arbitrary-node"),
    SERVICE_ACCOUNT("serviceaccount"),
    /** Anybody who is neither a node nor an account. */
    USER_INFO("user-info"),
    LEGACY("legacy");

    private static final String NODE_OF_POD = "authentication.kubernetes.io/node-name";
    private static final String ASSOCIATED_KEYS =
            "authentication.kubernetes.io/associated-node-keys";
    private static final String AUTHENTICATION = "authentication.k8s.io";
    private static final String ANY = "*";

    /** From so many questions on, one for all of them is asked first. */
    private static final int MANY = 4;

    private final String label;

    ImpersonationMode(String label) {
        this.label = label;
    }

    /** As metrics name it. */
    String label() {
        return label;
    }

    /** Whether it is made for this caller and whom it wants to be. */
    boolean fits(Identity caller, ImpersonationHeaders wanted) {
        WellKnownUser user = WellKnownUser.of(wanted.user());
        return switch (this) {
            case ASSOCIATED_NODE ->
                    wanted.isUserAlone()
                            && user instanceof WellKnownUser.Node(String node)
                            && WellKnownUser.of(caller.user()) instanceof WellKnownUser.Account
                            && List.of(node)
                                    .equals(caller.extra().getOrDefault(NODE_OF_POD, List.of()));
            case ARBITRARY_NODE -> wanted.isUserAlone() && user instanceof WellKnownUser.Node;
            case SERVICE_ACCOUNT -> wanted.isUserAlone() && user instanceof WellKnownUser.Account;
            case USER_INFO -> user instanceof WellKnownUser.Other;
            case LEGACY -> true;
        };
    }

    /** As whom the questions are asked: where the node is proven, it does not matter which. */
    Identity asker(Identity caller) {
        if (this != ASSOCIATED_NODE) {
            return caller;
        }
        List<String> keys = List.copyOf(new TreeSet<>(caller.extra().keySet()));
        return new Identity(
                caller.user(), caller.uid(), caller.groups(), Map.of(ASSOCIATED_KEYS, keys));
    }

    /** Everything that must be allowed, in the order in which it is asked. */
    List<ImpersonationStep> steps(
            Identity caller, ImpersonationHeaders wanted, Attributes attributes) {
        List<ImpersonationStep> steps = new ArrayList<>();
        if (constrained()) {
            steps.add(new ImpersonationStep.Ask(on(attributes)));
        }
        steps.add(new ImpersonationStep.Ask(name(wanted.user())));
        if (!wanted.uid().isEmpty()) {
            steps.add(new ImpersonationStep.Ask(fact("uids", "", wanted.uid())));
        }
        groups(wanted.groups(), steps);
        extra(wanted.extra(), steps);
        return steps;
    }

    /** Who the caller becomes once everything was allowed. */
    Identity identity(ImpersonationHeaders wanted) {
        LinkedHashSet<String> groups = new LinkedHashSet<>(wanted.groups());
        switch (WellKnownUser.of(wanted.user())) {
            case WellKnownUser.Node _ when constrained() -> groups.add("system:nodes");
            case WellKnownUser.Account(String namespace, _) when groups.isEmpty() -> {
                groups.add("system:serviceaccounts");
                groups.add("system:serviceaccounts:" + namespace);
            }
            default -> {}
        }
        if (wanted.user().equals(Identity.ANONYMOUS_USER)) {
            groups.add(Identity.UNAUTHENTICATED);
        } else if (!groups.contains(Identity.UNAUTHENTICATED)) {
            groups.add(Identity.AUTHENTICATED);
        }
        return new Identity(
                wanted.user(),
                wanted.uid().isEmpty() ? null : wanted.uid(),
                List.copyOf(groups),
                wanted.extra());
    }

    private boolean constrained() {
        return this != LEGACY;
    }

    private String verb() {
        return constrained() ? "impersonate:" + label : "impersonate";
    }

    private Attributes on(Attributes wanted) {
        String verb = "impersonate-on:" + label + ":" + wanted.verb();
        return switch (wanted) {
            case PathAttributes(_, String path) -> new PathAttributes(verb, path);
            case ResourceAttributes r ->
                    new ResourceAttributes(
                            verb,
                            r.group(),
                            r.version(),
                            r.resource(),
                            r.subresource(),
                            r.namespace(),
                            r.name(),
                            r.selection());
        };
    }

    private Attributes name(String user) {
        return switch (WellKnownUser.of(user)) {
            case WellKnownUser.Node(String node) when constrained() ->
                    subject("nodes", "", this == ASSOCIATED_NODE ? ANY : node);
            case WellKnownUser.Account(String namespace, String account) ->
                    subject("serviceaccounts", namespace, account);
            default -> subject("users", "", user);
        };
    }

    private void groups(List<String> groups, List<ImpersonationStep> steps) {
        if (constrained() && groups.contains("")) {
            steps.add(
                    new ImpersonationStep.Forbidden(
                            subject("groups", "", ""),
                            "impersonating the empty string group is not allowed"));
        } else if (constrained() && groups.contains(Identity.MASTERS)) {
            steps.add(
                    new ImpersonationStep.Forbidden(
                            subject("groups", "", Identity.MASTERS),
                            "impersonating the system:masters group is not allowed"));
        } else {
            ask(
                    groups.stream().map(group -> subject("groups", "", group)).toList(),
                    subject("groups", "", ANY),
                    groups.size(),
                    steps);
        }
    }

    private void extra(Map<String, List<String>> extra, List<ImpersonationStep> steps) {
        String problem = constrained() ? problem(extra) : "";
        if (!problem.isEmpty()) {
            steps.add(new ImpersonationStep.Forbidden(fact("userextras", "", ""), problem));
            return;
        }
        List<Attributes> each = new ArrayList<>();
        extra.forEach(
                (key, values) -> values.forEach(value -> each.add(fact("userextras", key, value))));
        ask(each, fact("userextras", ANY, ANY), Math.max(extra.size(), each.size()), steps);
    }

    private void ask(
            List<Attributes> each, Attributes all, int count, List<ImpersonationStep> steps) {
        List<ImpersonationStep> single =
                each.stream().<ImpersonationStep>map(ImpersonationStep.Ask::new).toList();
        if (constrained() && count >= MANY) {
            steps.add(new ImpersonationStep.AllAtOnce(all, single));
        } else {
            steps.addAll(single);
        }
    }

    private static String problem(Map<String, List<String>> extra) {
        for (Map.Entry<String, List<String>> fact : extra.entrySet()) {
            if (fact.getKey().isEmpty()) {
                return "impersonating the empty string key in extra is not allowed";
            }
            if (fact.getKey().chars().anyMatch(c -> c >= 'A' && c <= 'Z')) {
                return "impersonating a non-lowercase key in extra is not allowed: \""
                        + fact.getKey()
                        + "\"";
            }
            if (fact.getValue().contains("")) {
                return "impersonating the empty string value in extra is not allowed";
            }
        }
        return "";
    }

    /** A user or group: of the core group for the old way. */
    private Attributes subject(String resource, String namespace, String name) {
        String group = constrained() ? AUTHENTICATION : "";
        return new ResourceAttributes(
                verb(), group, "v1", resource, "", namespace, name, Attributes.Selection.NONE);
    }

    private Attributes fact(String resource, String subresource, String name) {
        return new ResourceAttributes(
                verb(),
                AUTHENTICATION,
                "v1",
                resource,
                subresource,
                "",
                name,
                Attributes.Selection.NONE);
    }
}
