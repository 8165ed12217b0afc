/** The Mixer expression language: parse, check, compile with reference tracking. */
export {}
