/** Writes log entries and metrics as lines. */
export { stdio } from './stdio.ts'
