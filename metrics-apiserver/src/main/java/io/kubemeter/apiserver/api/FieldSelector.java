package io.kubemeter.apiserver.api;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A field selector: all its terms must hold. Immutable. */
final class FieldSelector {
    /**
     * One term.
     *
     * @param field what is compared
     * @param value with what
     * @param equal whether they must be equal, or must not
     */
    record Term(String field, String value, boolean equal) {}

    static final String NAME = "metadata.name";
    static final String NAMESPACE = "metadata.namespace";

    /** Ours: upstream does not know it. */
    static final String NODE_NAME = "spec.nodeName";

    static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    private final List<Term> terms;

    private FieldSelector(List<Term> terms) {
        this.terms = List.copyOf(terms);
    }

    /** Reads a selector; refuses what is none with upstream's text. */
    static FieldSelector parse(String text) throws RefusedException {
        List<Term> terms = new ArrayList<>();
        for (String part : split(text)) {
            Term term = part.isEmpty() ? null : term(text, part);
            // As upstream: nothing compared with nothing is no condition.
            if (term != null && !(term.field.isEmpty() && term.value.isEmpty())) {
                terms.add(term);
            }
        }
        return terms.isEmpty() ? EVERYTHING : new FieldSelector(terms);
    }

    /** Refuses fields that are not among these. */
    void requireFields(List<String> known) throws RefusedException {
        for (Term term : terms) {
            if (!known.contains(term.field)) {
                throw new RefusedException(
                        Status.badRequest(
                                GoText.quote(term.field)
                                        + " is not a known field selector: only "
                                        + String.join(
                                                ", ", known.stream().map(GoText::quote).toList())));
            }
        }
    }

    boolean matches(String namespace, String name, String nodeName) {
        for (int i = 0; i < terms.size(); i++) {
            Term term = terms.get(i);
            String actual =
                    switch (term.field) {
                        case NAME -> name;
                        case NAMESPACE -> namespace;
                        default -> nodeName;
                    };
            if (actual.equals(term.value) != term.equal) {
                return false;
            }
        }
        return true;
    }

    List<Term> terms() {
        return terms;
    }

    boolean isEmpty() {
        return terms.isEmpty();
    }

    /** The one value that a field must have, or {@code null} where it may have several. */
    @Nullable String only(String field) {
        for (Term term : terms) {
            if (term.equal && term.field.equals(field)) {
                return term.value;
            }
        }
        return null;
    }

    /** Splits at commas that no backslash stands before; sorted, as upstream reports by order. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) == '\\') {
                at++;
            } else if (text.charAt(at) == ',') {
                parts.add(text.substring(start, at));
                start = at + 1;
            }
        }
        parts.add(text.substring(start));
        parts.sort(null);
        return parts;
    }

    private static Term term(String all, String part) throws RefusedException {
        for (int at = 0; at < part.length(); at++) {
            boolean unequal = part.startsWith("!=", at);
            if (unequal || part.charAt(at) == '=') {
                int length = unequal || part.startsWith("==", at) ? 2 : 1;
                String value = unescape(part.substring(at + length));
                return new Term(part.substring(0, at), value, !unequal);
            }
        }
        throw bad("invalid selector: '" + all + "'; can't understand '" + part + "'");
    }

    private static String unescape(String text) throws RefusedException {
        StringBuilder plain = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == ',' || c == '=') {
                throw bad("invalid field selector: unescaped character in value: " + (int) c);
            }
            if (c == '\\') {
                at++;
                if (at == text.length() || "\\,=".indexOf(text.charAt(at)) < 0) {
                    String rest = at == text.length() ? "" : text.substring(at, at + 1);
                    throw bad("invalid field selector: invalid escape sequence: \\" + rest);
                }
                c = text.charAt(at);
            }
            plain.append(c);
        }
        return plain.toString();
    }

    private static RefusedException bad(String problem) {
        return new RefusedException(Status.badRequest(problem));
    }
}
