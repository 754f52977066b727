package io.kubemeter.apiserver;

import java.util.StringJoiner;

/** The JSON schema of the file of {@code --config}, made from the table of flags. */
final class FlagSchema {
    private static final String DURATION =
            "^[-+]?(0|([0-9]+(\\\\.[0-9]*)?(ns|us|\u00b5s|ms|s|m|h))+)$";

    private FlagSchema() {}

    /** Editors and validators read it from {@code docs/config.schema.json}. */
    static String text() {
        StringJoiner properties = new StringJoiner(",\n");
        for (FlagDefinition flag : FlagTable.all()) {
            if (flag.isForFiles()) {
                properties.add(property(flag));
            }
        }
        return """
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "Configuration file of kubemeter serve",
          "description": "One key per flag. A flag wins over the environment, the environment over this file.",
          "type": "object",
          "additionalProperties": false,
          "properties": {
        """
                + properties
                + "\n  }\n}\n";
    }

    private static String property(FlagDefinition flag) {
        String effect = flag.mark() == FlagDefinition.Mark.INERT ? "No effect: " : "";
        String preset = flag.defaultText().isEmpty() ? "" : ", \"default\": " + preset(flag);
        return "    "
                + quoted(flag.name())
                + ": {"
                + type(flag.kind())
                + preset
                + ", \"description\": "
                + quoted(effect + flag.description())
                + "}";
    }

    private static String type(FlagDefinition.Kind kind) {
        return switch (kind) {
            case TEXT, REPEATED -> "\"type\": \"string\"";
            case BOOL -> "\"type\": \"boolean\"";
            case INT -> "\"type\": \"integer\"";
            case FLOAT -> "\"type\": \"number\"";
            case DURATION -> "\"type\": \"string\", \"pattern\": \"" + DURATION + "\"";
            case LIST -> "\"type\": [\"array\", \"string\"], \"items\": {\"type\": \"string\"}";
        };
    }

    private static String preset(FlagDefinition flag) {
        return switch (flag.kind()) {
            case BOOL, INT, FLOAT -> flag.defaultText();
            case TEXT, DURATION, LIST, REPEATED -> quoted(flag.defaultText());
        };
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
