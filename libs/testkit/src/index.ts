/** Fakes, certificates, in-process parts and leak checks; imported by tests only. */
export {}
