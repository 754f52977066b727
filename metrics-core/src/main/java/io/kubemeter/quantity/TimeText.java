package io.kubemeter.quantity;

/** Writes points in time by RFC 3339 and durations as Go does, into bytes. */
public final class TimeText {
    /** No time before the year 10,000 needs more bytes, and no later one more than the duration. */
    public static final int LONGEST = 32;

    private static final long MILLIS_PER_SECOND = 1_000;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3_600;
    private static final int SECONDS_PER_DAY = 86_400;

    private static final int FRACTION_OF_SECOND = 9;
    private static final int FRACTION_OF_MILLI = 6;
    private static final int FRACTION_OF_MICRO = 3;

    // Days in the cycles of the Gregorian calendar, counted from 0000-03-01, so that the leap day
    // is the last of its year.
    private static final long DAYS_TO_EPOCH = 719_468;
    private static final int DAYS_PER_ERA = 146_097;
    private static final int DAYS_PER_CENTURY = 36_524;
    private static final int DAYS_PER_YEAR = 365;
    private static final int DAYS_PER_FOUR_YEARS = 1_460;
    private static final int YEARS_PER_ERA = 400;

    private TimeText() {}

    /**
     * Writes a time in UTC with whole seconds, the fraction cut off, as {@code
     * 2026-11-21T03:39:08Z}.
     *
     * @param epochMillis not before the epoch
     * @return the place behind the text
     */
    public static int writeTimestamp(byte[] into, int at, long epochMillis) {
        if (epochMillis < 0) {
            throw new IllegalArgumentException("time: " + epochMillis + " ms (expected: >= 0)");
        }
        long seconds = epochMillis / MILLIS_PER_SECOND;
        long days = seconds / SECONDS_PER_DAY;
        int ofDay = (int) (seconds - days * SECONDS_PER_DAY);
        int end = writeDate(into, at, days);
        into[end++] = 'T';
        end = DecimalText.writePadded(into, end, ofDay / SECONDS_PER_HOUR, 2);
        into[end++] = ':';
        end = DecimalText.writePadded(into, end, ofDay % SECONDS_PER_HOUR / SECONDS_PER_MINUTE, 2);
        into[end++] = ':';
        end = DecimalText.writePadded(into, end, ofDay % SECONDS_PER_MINUTE, 2);
        into[end++] = 'Z';
        return end;
    }

    /**
     * Writes a duration in the largest units that fit, as {@code 14.879s}, {@code 1m0.5s}, {@code
     * 500ms} or {@code 0s}.
     *
     * @param nanos not negative
     * @return the place behind the text
     */
    public static int writeDuration(byte[] into, int at, long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("duration: " + nanos + " ns (expected: >= 0)");
        }
        if (nanos < NANOS_PER_SECOND && nanos > 0) {
            return writeBelowSecond(into, at, nanos);
        }
        long seconds = nanos / NANOS_PER_SECOND;
        int end = at;
        if (seconds >= SECONDS_PER_HOUR) {
            end = DecimalText.write(into, end, seconds / SECONDS_PER_HOUR);
            into[end++] = 'h';
        }
        if (seconds >= SECONDS_PER_MINUTE) {
            end = DecimalText.write(into, end, seconds % SECONDS_PER_HOUR / SECONDS_PER_MINUTE);
            into[end++] = 'm';
        }
        end = DecimalText.write(into, end, seconds % SECONDS_PER_MINUTE);
        end = writeFraction(into, end, (int) (nanos % NANOS_PER_SECOND), FRACTION_OF_SECOND);
        into[end++] = 's';
        return end;
    }

    private static int writeBelowSecond(byte[] into, int at, long nanos) {
        int end;
        if (nanos >= NANOS_PER_MILLI) {
            end = DecimalText.write(into, at, nanos / NANOS_PER_MILLI);
            end = writeFraction(into, end, (int) (nanos % NANOS_PER_MILLI), FRACTION_OF_MILLI);
            into[end++] = 'm';
        } else if (nanos >= NANOS_PER_MICRO) {
            end = DecimalText.write(into, at, nanos / NANOS_PER_MICRO);
            end = writeFraction(into, end, (int) (nanos % NANOS_PER_MICRO), FRACTION_OF_MICRO);
            // The micro sign, U+00B5, in UTF-8.
            into[end++] = (byte) 0xc2;
            into[end++] = (byte) 0xb5;
        } else {
            end = DecimalText.write(into, at, nanos);
            into[end++] = 'n';
        }
        into[end++] = 's';
        return end;
    }

    /** Writes a point and the fraction without the zeros at its end; nothing if it is zero. */
    private static int writeFraction(byte[] into, int at, int fraction, int digits) {
        if (fraction == 0) {
            return at;
        }
        into[at] = '.';
        int end = DecimalText.writePadded(into, at + 1, fraction, digits);
        while (into[end - 1] == '0') {
            end--;
        }
        return end;
    }

    private static int writeDate(byte[] into, int at, long daysSinceEpoch) {
        long days = daysSinceEpoch + DAYS_TO_EPOCH;
        long era = days / DAYS_PER_ERA;
        int ofEra = (int) (days - era * DAYS_PER_ERA);
        int yearOfEra =
                (ofEra
                                - ofEra / DAYS_PER_FOUR_YEARS
                                + ofEra / DAYS_PER_CENTURY
                                - ofEra / (DAYS_PER_ERA - 1))
                        / DAYS_PER_YEAR;
        int ofYear = ofEra - (DAYS_PER_YEAR * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        // Months from March have 31 and 30 days in a pattern that this line goes through.
        int fromMarch = (5 * ofYear + 2) / 153;
        int day = ofYear - (153 * fromMarch + 2) / 5 + 1;
        int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        long year = era * YEARS_PER_ERA + yearOfEra + (month <= 2 ? 1 : 0);
        int end =
                year < 10_000
                        ? DecimalText.writePadded(into, at, (int) year, 4)
                        : DecimalText.write(into, at, year);
        into[end++] = '-';
        end = DecimalText.writePadded(into, end, month, 2);
        into[end++] = '-';
        return DecimalText.writePadded(into, end, day, 2);
    }
}
