package io.kubemeter.kubelet.pool;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * Reads the one form of dates that HTTP senders must use: {@code Sun, 06 Nov 1994 08:49:37 GMT}.
 */
public final class HttpDate {
    /** There is no date, or none that can be read. */
    public static final long NONE = Long.MIN_VALUE;

    static final long HALF_SECOND_MILLIS = 500;

    private static final int LENGTH = 29;
    private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
    private static final int MONTH_LETTERS = 3;

    private HttpDate() {}

    /** The instant in milliseconds since the epoch, or {@link #NONE}. */
    static long parse(String text) {
        if (text.length() != LENGTH || !text.endsWith(" GMT")) {
            return NONE;
        }
        int month = MONTHS.indexOf(text.substring(8, 8 + MONTH_LETTERS));
        int day = number(text, 5, 2);
        int year = number(text, 12, 4);
        int hour = number(text, 17, 2);
        int minute = number(text, 20, 2);
        int second = number(text, 23, 2);
        if (month < 0 || month % MONTH_LETTERS != 0 || (day | year | hour | minute | second) < 0) {
            return NONE;
        }
        try {
            // A leap second is told as the one before it.
            return LocalDateTime.of(
                                    year,
                                    month / MONTH_LETTERS + 1,
                                    day,
                                    hour,
                                    minute,
                                    Math.min(second, 59))
                            .toEpochSecond(ZoneOffset.UTC)
                    * 1000;
        } catch (DateTimeException e) {
            return NONE;
        }
    }

    private static int number(String text, int from, int digits) {
        int number = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
