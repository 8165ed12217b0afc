/** Rate limits counted in memory. */
export {}
