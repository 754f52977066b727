package io.kubemeter.simulator.kube;

/** A column of a Table. */
record Column(String name, String type, String format, String description, int priority) {
    static Column name(String description) {
        return new Column("Name", "string", "name", description, 0);
    }

    static Column of(String name, String description) {
        return new Column(name, "string", "", description, 0);
    }

    static Column wide(String name, String description) {
        return new Column(name, "string", "", description, 1);
    }
}
