/** Answers every check with one configured status. */
export { denier } from './denier.ts'
