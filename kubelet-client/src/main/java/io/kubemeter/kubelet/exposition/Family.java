package io.kubemeter.kubelet.exposition;

/** The metric families that are read; lines of all others are skipped unread. */
enum Family {
    CONTAINER_CPU("container_cpu_usage_seconds_total", Family.NANOS, 0),
    CONTAINER_MEMORY("container_memory_working_set_bytes", Family.ONES, 1),
    CONTAINER_START("container_start_time_seconds", Family.MILLIS, 2),
    NODE_CPU("node_cpu_usage_seconds_total", Family.NANOS, Family.NO_ROWS),
    NODE_MEMORY("node_memory_working_set_bytes", Family.ONES, Family.NO_ROWS),
    RESOURCE_SCRAPE_ERROR("resource_scrape_error", Family.ONES, Family.NO_ROWS),
    /** What kubelets before 1.30 say. */
    SCRAPE_ERROR("scrape_error", Family.ONES, Family.NO_ROWS),
    /** Read only where extra usage is asked for, as is the node's. */
    CONTAINER_SWAP("container_swap_usage_bytes", Family.ONES, 3),
    NODE_SWAP("node_swap_usage_bytes", Family.ONES, Family.NO_ROWS);

    /** How many families have rows of containers. */
    static final int WITH_ROWS = 4;

    private static final int NO_ROWS = -1;
    private static final int NANOS = 9;
    private static final int MILLIS = 3;
    private static final int ONES = 0;

    private final String text;
    private final int scale;
    private final int index;

    Family(String text, int scale, int index) {
        this.text = text;
        this.scale = scale;
        this.index = index;
    }

    /** The family's name. */
    String text() {
        return text;
    }

    /** The power of ten that turns the unit of the text into ours. */
    int scale() {
        return scale;
    }

    /** The place of this family among those with rows. */
    int index() {
        return index;
    }
}
