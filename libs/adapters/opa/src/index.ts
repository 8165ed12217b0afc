/** Asks an Open Policy Agent server whether a request may pass. */
export { opa } from './opa.ts'
