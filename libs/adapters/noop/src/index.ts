/** Accepts everything and does nothing. */
export { noop } from './noop.ts'
