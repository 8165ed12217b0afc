/** Allows what ServiceRoles and their bindings allow. */
export { rbac } from './rbac.ts'
