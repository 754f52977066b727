package io.kubemeter.apiserver.telemetry;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The ways in which our metrics can be written, and which of them a caller wants. */
enum ExpositionFormat {
    TEXT("text/plain; version=0.0.4; charset=utf-8; escaping=underscores"),
    OPEN_METRICS(
            "application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores");

    private static final String OPEN_METRICS_RANGE = "application/openmetrics-text";

    private final String contentType;

    ExpositionFormat(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** OpenMetrics where it is wanted at least as much as the text format; else that. */
    static ExpositionFormat wanted(@Nullable String accept) {
        double open = 0;
        double text = 0;
        for (String clause : accept == null ? new String[0] : accept.split(",", 64)) {
            String[] parts = clause.strip().toLowerCase(Locale.ROOT).split(";", -1);
            double quality = quality(parts);
            switch (parts[0].strip()) {
                case OPEN_METRICS_RANGE -> open = Math.max(open, quality);
                case "text/plain", "text/*" -> text = Math.max(text, quality);
                default -> {}
            }
        }
        return open > 0 && open >= text ? OPEN_METRICS : TEXT;
    }

    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException e) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
