/** Mesh snapshot to xDS resources, one resource per file, pure. */
export {}
