/** Path normalization and authority parsing, the only place that does either. */
export {}
