package io.kubemeter.model;

/**
 * The name of a Node object.
 *
 * @param value the name, as in {@code metadata.name}; never empty
 */
public record NodeName(String value) implements Comparable<NodeName> {
    public NodeName {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("node name: empty (expected: a Node's name)");
        }
    }

    @Override
    public int compareTo(NodeName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
