/** Rate limits counted in memory. */
export { memquota } from './memquota.ts'
