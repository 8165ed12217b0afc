/** Writes log entries and metrics as lines. */
export {}
