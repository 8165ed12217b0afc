/** Mixer configuration to decision and instances for a bag; runs in mixer, at the edge, and offline. */
export {}
