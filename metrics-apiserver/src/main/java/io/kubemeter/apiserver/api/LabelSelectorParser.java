package io.kubemeter.apiserver.api;

import io.kubemeter.apiserver.api.LabelSelector.Operator;
import io.kubemeter.apiserver.api.LabelSelector.Requirement;
import io.kubemeter.apiserver.api.LabelSelectorLexer.Kind;
import io.kubemeter.apiserver.api.LabelSelectorLexer.Token;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads one label selector, with upstream's grammar and its texts for what is wrong.
 *
 * <p><b>Owner:</b> the thread that parses; used once.
 */
final class LabelSelectorParser {
    private static final String NO_PATH = "<nil>";
    private static final String OPERATORS = "in, notin, =, ==, !=, gt, lt";

    private final List<Token> tokens;
    private int at;

    LabelSelectorParser(String text) {
        tokens = LabelSelectorLexer.scan(text);
    }

    LabelSelector parse() throws RefusedException {
        List<Requirement> requirements = new ArrayList<>();
        while (true) {
            Token token = value();
            if (token.kind() == Kind.END) {
                requirements.sort(Comparator.comparing(Requirement::key));
                return new LabelSelector(requirements);
            }
            if (token.kind() != Kind.IDENTIFIER && token.kind() != Kind.NOT) {
                throw bad(found(token) + ", expected: !, identifier, or 'end of string'");
            }
            requirements.add(requirement());
            separator();
        }
    }

    /** A comma with something behind it, or the end. */
    private void separator() throws RefusedException {
        Token token = value();
        if (token.kind() == Kind.END) {
            return;
        }
        at++;
        if (token.kind() != Kind.COMMA) {
            throw bad(found(token) + ", expected: ',' or 'end of string'");
        }
        Token next = value();
        if (next.kind() != Kind.IDENTIFIER && next.kind() != Kind.NOT) {
            throw bad(found(next) + ", expected: identifier after ','");
        }
    }

    private Requirement requirement() throws RefusedException {
        Token token = take();
        boolean not = token.kind() == Kind.NOT;
        if (not) {
            token = take();
        }
        if (token.kind() != Kind.IDENTIFIER) {
            throw badRequirement(found(token) + ", expected: identifier");
        }
        String key = token.literal();
        String problems = LabelSyntax.keyProblems(key);
        if (!problems.isEmpty()) {
            throw badRequirement(invalid(NO_PATH, key, problems));
        }
        Kind next = value().kind();
        if (not) {
            return new Requirement(key, Operator.ABSENT, List.of(), 0);
        }
        if (next == Kind.END || next == Kind.COMMA) {
            return new Requirement(key, Operator.EXISTS, List.of(), 0);
        }
        return comparison(key);
    }

    private Requirement comparison(String key) throws RefusedException {
        Token token = tokens.get(at++);
        return switch (token.kind()) {
            case IN -> checked(key, Operator.IN, list());
            case NOT_IN -> checked(key, Operator.NOT_IN, list());
            case EQUALS, DOUBLE_EQUALS -> checked(key, Operator.IN, exact());
            case NOT_EQUALS -> checked(key, Operator.NOT_IN, exact());
            case GREATER -> checked(key, Operator.GREATER, exact());
            case LESS -> checked(key, Operator.LESS, exact());
            default -> throw badRequirement(found(token) + ", expected: " + OPERATORS);
        };
    }

    private static Requirement checked(String key, Operator operator, SortedSet<String> values)
            throws RefusedException {
        List<String> problems = new ArrayList<>();
        long bound = 0;
        if (operator == Operator.GREATER || operator == Operator.LESS) {
            String number = values.first();
            if (Numbers.isLong(number)) {
                bound = Long.parseLong(number);
            } else {
                problems.add(
                        invalid(
                                "values[0]",
                                number,
                                "for 'Gt', 'Lt' operators, the value must be an integer"));
            }
        }
        int index = 0;
        for (String value : values) {
            String wrong = LabelSyntax.valueProblems(value);
            if (!wrong.isEmpty()) {
                problems.add(invalid("values[" + index + "][" + key + "]", value, wrong));
            }
            index++;
        }
        if (problems.size() == 1) {
            throw badRequirement(problems.getFirst());
        }
        if (!problems.isEmpty()) {
            throw badRequirement("[" + String.join(", ", problems) + "]");
        }
        return new Requirement(key, operator, List.copyOf(values), bound);
    }

    /** One value; nothing at all is the empty one. */
    private SortedSet<String> exact() throws RefusedException {
        SortedSet<String> values = new TreeSet<>();
        Token token = value();
        if (token.kind() == Kind.END || token.kind() == Kind.COMMA) {
            values.add("");
            return values;
        }
        if (take().kind() != Kind.IDENTIFIER) {
            throw badRequirement(found(token) + ", expected: identifier");
        }
        values.add(token.literal());
        return values;
    }

    /** Values in parentheses, each possibly empty. */
    private SortedSet<String> list() throws RefusedException {
        Token open = take();
        if (open.kind() != Kind.OPEN) {
            throw badRequirement(found(open) + " expected: '('");
        }
        SortedSet<String> values = new TreeSet<>();
        Token first = value();
        if (first.kind() == Kind.CLOSE) {
            at++;
            values.add("");
            return values;
        }
        if (first.kind() != Kind.IDENTIFIER && first.kind() != Kind.COMMA) {
            throw badRequirement(found(first) + ", expected: ',', ')' or identifier");
        }
        while (listGoesOn(values)) {
            // Each round takes one value or one comma.
        }
        take();
        return values;
    }

    /** Takes a value or a comma; whether the closing parenthesis does not follow yet. */
    private boolean listGoesOn(SortedSet<String> values) throws RefusedException {
        Token token = take();
        Token next = value();
        if (token.kind() == Kind.IDENTIFIER) {
            values.add(token.literal());
            if (next.kind() != Kind.COMMA && next.kind() != Kind.CLOSE) {
                throw badRequirement(found(next) + ", expected: ',' or ')'");
            }
            return next.kind() == Kind.COMMA;
        }
        if (token.kind() != Kind.COMMA) {
            throw badRequirement(found(token) + ", expected: ',', or identifier");
        }
        if (values.isEmpty() || next.kind() == Kind.CLOSE || next.kind() == Kind.COMMA) {
            values.add("");
        }
        return next.kind() != Kind.CLOSE;
    }

    /** The next token where a value may stand: there "in" and "notin" are words like others. */
    private Token value() {
        Token token = tokens.get(at);
        return token.kind() == Kind.IN || token.kind() == Kind.NOT_IN
                ? new Token(Kind.IDENTIFIER, token.literal())
                : token;
    }

    private Token take() {
        Token token = value();
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    private static String found(Token token) {
        return "found '" + token.literal() + "'";
    }

    private static String invalid(String field, String value, String detail) {
        return field + ": Invalid value: " + GoText.quote(value) + ": " + detail;
    }

    private static RefusedException badRequirement(String problem) {
        return bad("unable to parse requirement: " + problem);
    }

    private static RefusedException bad(String problem) {
        return new RefusedException(Status.badRequest(problem));
    }
}
