/** A package without an adapter in it. */
export const nothing = 1
