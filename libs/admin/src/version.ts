/** Flotilla's version, as every part reports it. A test holds it equal to the root package.json. */
export const VERSION = '0.1.0'
