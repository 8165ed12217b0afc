/** Submits metrics to a Circonus HTTP trap. */
export { circonus } from './circonus.ts'
