package io.kubemeter.apiserver.api;

/**
 * Whole numbers in the text of a request. As long as a head may be, no number is read in more than
 * linear time: big numbers of the JDK take a second for what fits.
 */
final class Numbers {
    private Numbers() {}

    /** Whether Go's parser takes it for a 64-bit number. */
    static boolean isLong(String text) {
        if (!isDigits(text)) {
            return false;
        }
        try {
            Long.parseLong(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The same digits without the zeros before them. */
    static String withoutZeros(String digits) {
        int from = 0;
        while (from < digits.length() && digits.charAt(from) == '0') {
            from++;
        }
        return digits.substring(from);
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
