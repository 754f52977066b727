package io.kubemeter.bench.run;

/** A named question that is asked many times. */
record Workload(String name, String format, Ask ask) {
    static Workload json(String name, String path) {
        return new Workload(name, "json", Ask.json(path));
    }

    static Workload protobuf(String name, String path) {
        return new Workload(name, "protobuf", Ask.protobuf(path));
    }

    @Override
    public String toString() {
        return name + " " + format;
    }
}
