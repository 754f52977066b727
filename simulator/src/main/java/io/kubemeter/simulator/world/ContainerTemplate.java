package io.kubemeter.simulator.world;

/** What all containers of one name in a deployment have in common. */
public record ContainerTemplate(
        String name, String image, long cpuRequestMillicores, long memoryRequestBytes) {}
