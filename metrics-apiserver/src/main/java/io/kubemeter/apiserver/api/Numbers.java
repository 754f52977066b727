package io.kubemeter.apiserver.api;

import java.math.BigInteger;

/** Whole numbers in the text of a request. */
final class Numbers {
    private Numbers() {}

    /** Whether Go's parser takes it for a 64-bit number. */
    static boolean isLong(String text) {
        return isDigits(text) && new BigInteger(text).bitLength() < Long.SIZE;
    }

    /** Whether it is decimal digits behind at most one sign, of any length. */
    static boolean isDigits(String text) {
        int from = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
        for (int i = from; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return from < text.length();
    }
}
