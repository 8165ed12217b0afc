/** Health, readiness, metrics and config dump endpoints. */
export {}
