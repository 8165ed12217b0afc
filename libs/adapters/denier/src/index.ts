/** Answers every check with one configured status. */
export {}
