/** Allows or denies a value by a list. */
export { listchecker } from './listchecker.ts'
