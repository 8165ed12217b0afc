/** Endpoint picking, outlier detection, circuit breaking. */
export {}
