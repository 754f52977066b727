package io.kubemeter.simulator.demo;

import java.io.PrintStream;

/** Where a demo writes: what was asked for, and what is only said meanwhile. */
record Terminal(PrintStream out, PrintStream progress) {
    static Terminal system() {
        return new Terminal(System.out, System.err);
    }
}
