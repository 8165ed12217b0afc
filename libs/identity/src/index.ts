/** Workload keys, certificates, trust bundles and their renewal. */
export {}
