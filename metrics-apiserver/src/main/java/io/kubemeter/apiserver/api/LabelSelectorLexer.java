package io.kubemeter.apiserver.api;

import java.util.ArrayList;
import java.util.List;

/** Cuts the text of a label selector into tokens, as upstream's lexer does. */
final class LabelSelectorLexer {
    /** What a token is. */
    enum Kind {
        ERROR,
        END,
        IDENTIFIER,
        CLOSE,
        COMMA,
        NOT,
        DOUBLE_EQUALS,
        EQUALS,
        GREATER,
        IN,
        LESS,
        NOT_EQUALS,
        NOT_IN,
        OPEN
    }

    /**
     * One token.
     *
     * @param kind what it is
     * @param literal its text
     */
    record Token(Kind kind, String literal) {}

    private static final char END_OF_TEXT = 0;

    private final String text;
    private int at;

    private LabelSelectorLexer(String text) {
        this.text = text;
    }

    /** All tokens, the last one being the end. */
    static List<Token> scan(String text) {
        LabelSelectorLexer lexer = new LabelSelectorLexer(text);
        List<Token> tokens = new ArrayList<>();
        Token token;
        do {
            token = lexer.next();
            tokens.add(token);
        } while (token.kind != Kind.END);
        return tokens;
    }

    private Token next() {
        while (isSpace(peek())) {
            at++;
        }
        // A null character reads like the end of the text.
        if (peek() == END_OF_TEXT) {
            at = Math.min(at + 1, text.length());
            return new Token(Kind.END, "");
        }
        return isSymbol(peek()) ? symbol() : word();
    }

    private Token word() {
        int start = at;
        while (peek() != END_OF_TEXT && !isSymbol(peek()) && !isSpace(peek())) {
            at++;
        }
        String literal = text.substring(start, at);
        skipNull();
        return switch (literal) {
            case "in" -> new Token(Kind.IN, literal);
            case "notin" -> new Token(Kind.NOT_IN, literal);
            default -> new Token(Kind.IDENTIFIER, literal);
        };
    }

    /** The longest known run of symbols; a run that never was one is an error. */
    private Token symbol() {
        int start = at;
        Kind found = Kind.ERROR;
        int end = start;
        while (isSymbol(peek())) {
            at++;
            Kind longer = kind(text.substring(start, at));
            if (longer != Kind.ERROR) {
                found = longer;
                end = at;
            } else if (found != Kind.ERROR) {
                at--;
                break;
            }
        }
        String run = text.substring(start, found == Kind.ERROR ? at : end);
        skipNull();
        return found == Kind.ERROR
                ? new Token(found, "error expected: keyword found '" + run + "'")
                : new Token(found, run);
    }

    /** A null character that ended a token belongs to it. */
    private void skipNull() {
        if (at < text.length() && text.charAt(at) == END_OF_TEXT) {
            at++;
        }
    }

    private static Kind kind(String symbol) {
        return switch (symbol) {
            case ")" -> Kind.CLOSE;
            case "," -> Kind.COMMA;
            case "!" -> Kind.NOT;
            case "==" -> Kind.DOUBLE_EQUALS;
            case "=" -> Kind.EQUALS;
            case ">" -> Kind.GREATER;
            case "<" -> Kind.LESS;
            case "!=" -> Kind.NOT_EQUALS;
            case "(" -> Kind.OPEN;
            default -> Kind.ERROR;
        };
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : END_OF_TEXT;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private static boolean isSymbol(char c) {
        return c == '=' || c == '!' || c == '(' || c == ')' || c == ',' || c == '>' || c == '<';
    }
}
